//! What PKCS#11's errors mean for the person in front of the card.

use card_protocol::Fault;
use cryptoki::error::{Error, RvError};

use crate::module::job::Failed;

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        let fault = match &error {
            Error::Pkcs11(reason, _) => fault(reason),
            _ => Fault::ModuleFails,
        };
        Self::new(fault, error)
    }
}

const fn fault(reason: &RvError) -> Fault {
    match reason {
        RvError::PinIncorrect => Fault::PasscodeWrong,
        RvError::PinLocked => Fault::PasscodeLocked,
        RvError::PinInvalid | RvError::PinLenRange | RvError::PinTooWeak => Fault::PasscodeRefused,
        RvError::DeviceRemoved
        | RvError::TokenNotPresent
        | RvError::TokenNotRecognized
        | RvError::SessionHandleInvalid
        | RvError::SessionClosed
        | RvError::SlotIdInvalid => Fault::CardRemoved,
        RvError::DeviceMemory => Fault::CardFull,
        RvError::TokenWriteProtected | RvError::SessionReadOnly => Fault::NotRenewable,
        _ => Fault::ModuleFails,
    }
}

/// Where an unblocking key was given: it is the key that is wrong or blocked, and no passcode.
pub fn unblocking(error: Error) -> Failed {
    let failed = login(error);
    let fault = match failed.fault {
        Fault::PasscodeWrong => Fault::UnblockRefused,
        Fault::PasscodeLocked => Fault::UnblockLocked,
        other => other,
    };
    Failed { fault, ..failed }
}

/// At a login, a passcode of a shape that the card never takes is a wrong one.
pub fn login(error: Error) -> Failed {
    let failed = Failed::from(error);
    if failed.fault == Fault::PasscodeRefused { Failed { fault: Fault::PasscodeWrong, ..failed } } else { failed }
}
