//! Why an agent could not do what it was asked. Each has a code for the help desk and a help page that says what to do.

use serde::{Deserialize, Serialize};

macro_rules! faults {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal,)+) => {
        /// Why it did not work.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Fault {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Fault {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// What people read out to a help desk. Never given to another fault later.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

faults! {
    /// The agent does not know this browser, or its secret is wrong.
    NotPaired = "CARD-101",
    /// The person did not allow this origin.
    PairingRefused = "CARD-102",
    /// The origin is not one of those that the agent serves.
    OriginRefused = "CARD-103",
    /// The browser belongs to somebody else on this machine.
    OtherUser = "CARD-104",
    /// Too many requests in a short time.
    TooMany = "CARD-105",
    /// The request is not one that this agent understands.
    NotUnderstood = "CARD-106",
    /// The agent is busy with another page.
    Busy = "CARD-107",
    /// No PKCS#11 module was found, so no reader can be asked.
    NoModule = "CARD-201",
    /// No card is in a reader.
    NoCard = "CARD-202",
    /// More than one card is there, and none was named.
    SeveralCards = "CARD-203",
    /// Another card than the one that was named.
    OtherCard = "CARD-204",
    /// The card has no certificate with a key for signing in.
    NoCertificate = "CARD-205",
    /// The card was taken out meanwhile.
    CardRemoved = "CARD-206",
    /// The card's software does not answer.
    ModuleHangs = "CARD-207",
    /// The card's software answers with an error.
    ModuleFails = "CARD-208",
    /// The person did not give the passcode.
    PasscodeCancelled = "CARD-301",
    /// The passcode was wrong.
    PasscodeWrong = "CARD-302",
    /// The card is blocked.
    PasscodeLocked = "CARD-303",
    /// The agent cannot ask for a passcode: no pinentry program and no terminal.
    NoPinentry = "CARD-304",
    /// The card did not take the new passcode.
    PasscodeRefused = "CARD-305",
    /// It broke off where the card may have the new passcode already, and did not show it.
    PasscodeUncertain = "CARD-306",
    /// The card has no room for new keys.
    CardFull = "CARD-401",
    /// The card cannot make keys or take certificates.
    NotRenewable = "CARD-402",
    /// A certificate does not fit the key on the card.
    CertificateDoesNotFit = "CARD-403",
    /// What was written is not what is read back.
    ReadBackDiffers = "CARD-404",
    /// No card is there that can be prepared: those that are there are in use.
    NotBlank = "CARD-405",
    /// The unblocking key was not right for this card.
    UnblockRefused = "CARD-501",
    /// The unblocking key is blocked too.
    UnblockLocked = "CARD-502",
    /// What the agent offered for this use is over: it was offered again, used, or is too old. Nothing was tried.
    OfferOver = "CARD-503",
}

#[cfg(test)]
mod tests {
    use super::Fault;

    #[test]
    fn no_two_faults_have_one_code() {
        let mut codes: Vec<_> = Fault::ALL.iter().map(|fault| fault.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Fault::ALL.len());
    }
}
