//! What the server asks of the agent.

use serde::{Deserialize, Serialize};

use crate::Purpose;

/// One thing to do, as JSON `{"ask":"sign",...}`. An agent refuses names and fields that it does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum Ask {
    /// Which cards are there. Answer: [`crate::Answer::Cards`].
    Cards,
    /// Sign a statement for [`Purpose::SignIn`] with the authentication key, after the passcode: where a renewal has left two of them, with
    /// the oldest that has not expired. Answer: [`crate::Answer::Signed`].
    Sign {
        /// Which card, by serial; `None`: the one that is there.
        card: Option<String>,
        /// The server's, for this once.
        nonce: String,
    },
    /// The same for any purpose, with the key of one certificate: where a renewal has left two, the server knows which is in use. Answer:
    /// [`crate::Answer::Signed`].
    SignWith {
        /// Which card.
        card: String,
        /// SHA-256 of the certificate's DER, lower-case hexadecimal.
        certificate: String,
        /// What it is for: shown to the person, and part of what is signed.
        purpose: Purpose,
        /// The server's, for this once.
        nonce: String,
    },
    /// Make the new pairs of a renewal on the card, or find those that this renewal made before. The old authentication
    /// key vouches for both requests. Answer: [`crate::Answer::Requested`].
    Generate {
        /// Which card.
        card: String,
        /// The renewal: new keys carry it, so that nothing is made twice.
        renewal: String,
        /// The server's, for this once.
        nonce: String,
        /// Whose key vouches: SHA-256 of the certificate's DER, lower-case hexadecimal. `None`: the oldest that has not expired.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        certificate: Option<String>,
        /// The certificates of pairs that are over, in the same form: they make room first, as [`Ask::Discard`] has it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        over: Vec<String>,
    },
    /// Write both certificates beside their keys, read them back and sign with each. Answer: [`crate::Answer::Installed`].
    Install {
        /// Which card.
        card: String,
        /// The renewal that made the keys.
        renewal: String,
        /// The server's, for this once.
        nonce: String,
        /// The new ones.
        certificates: Certificates,
    },
    /// Delete the pairs of these certificates from the card, as far as they were made for this service. Those that are gone already are
    /// no fault. Answer: [`crate::Answer::Discarded`].
    Discard {
        /// Which card.
        card: String,
        /// The renewal that they are over with.
        renewal: String,
        /// SHA-256 of each certificate's DER, lower-case hexadecimal.
        fingerprints: Vec<String>,
    },
    /// Change the passcode: the agent asks for the current one and twice for the new one, and signs a statement with it.
    /// Answer: [`crate::Answer::Signed`].
    ChangePasscode {
        /// Which card.
        card: String,
        /// The server's, for this once.
        nonce: String,
        /// Whose key signs, as in [`Ask::Generate`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        certificate: Option<String>,
    },
    /// Make a key for this one use to which the server can encrypt the unblocking key. Answer: [`crate::Answer::Offered`].
    OfferUnblock {
        /// Which card.
        card: String,
        /// The server's, for this once.
        nonce: String,
    },
    /// Unblock: the agent asks twice for a new passcode, sets it and the next unblocking key, and signs a statement. Answer:
    /// [`crate::Answer::Signed`].
    Unblock {
        /// Which card.
        card: String,
        /// The one of [`Ask::OfferUnblock`].
        nonce: String,
        /// The unblocking key now and the one to put in its place, encrypted for the key that was offered; base64. Where an answer
        /// was lost, the same two again: the agent tries the one and then the other.
        sealed: String,
        /// Whose key signs, as in [`Ask::Generate`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        certificate: Option<String>,
    },
    /// Say which card in a reader can be prepared for somebody, and make a key for this one use to which the server can encrypt
    /// what is to unblock it. Answer: [`crate::Answer::OfferedCard`].
    OfferCard {
        /// What the card is to be called. One that is called so was initialised for the same before.
        label: String,
        /// The card that they have, by serial, if that is to be used again; `None`: a blank one.
        own: Option<String>,
        /// The server's, for this once.
        nonce: String,
    },
    /// Make the card ready: a blank one is initialised, of another one everything is deleted. The agent asks twice for its
    /// passcode, and makes both pairs. Answer: [`crate::Answer::Prepared`].
    Prepare {
        /// As in [`Ask::OfferCard`].
        label: String,
        /// The card that was offered, by serial; `None`: the blank one.
        card: Option<String>,
        /// The server's name of it: the keys carry it, and [`Ask::Install`] names it as it names a renewal.
        preparation: String,
        /// The one of [`Ask::OfferCard`].
        nonce: String,
        /// What unblocks the card now, empty for a blank one, and what is to from then on; encrypted as for [`Ask::Unblock`], with
        /// the label in the place of the serial number.
        sealed: String,
    },
}

/// Both certificates of a card, as base64 DER: a pair is renewed together or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificates {
    /// For signing in.
    pub authentication: String,
    /// For signing documents.
    pub signing: String,
}

/// Both requests for certificates (PKCS#10), as base64 DER, each signed by its own new key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requests {
    /// For signing in.
    pub authentication: String,
    /// For signing documents.
    pub signing: String,
}

#[cfg(test)]
mod tests {
    use super::Ask;

    #[test]
    fn what_may_be_left_out_is_left_out_and_nothing_else_is_read() {
        let (card, nonce) = ("00A1".to_owned(), "n".to_owned());
        let short = r#"{"ask":"generate","card":"00A1","renewal":"r","nonce":"n"}"#;
        let ask = Ask::Generate { card, renewal: "r".into(), nonce, certificate: None, over: Vec::new() };
        assert_eq!(serde_json::to_string(&ask).unwrap(), short);
        assert_eq!(serde_json::from_str::<Ask>(short).unwrap(), ask);
        let more = short.replace("\"nonce\"", "\"more\":1,\"nonce\"");
        assert!(serde_json::from_str::<Ask>(&more).is_err());
    }
}
