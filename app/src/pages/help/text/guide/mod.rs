//! The words of "Help and troubleshooting": what to do with this product as it is now.

mod authenticators;
mod devices;
mod programs;
mod sign_in;
mod trouble;

use super::super::prose::Words;

/// The page. Other pages link to its sections by their ids.
pub const WORDS: Words = Words {
    title: "Help and troubleshooting",
    opening: &["Short answers to what people ask most. If you cannot go on, [ask for help](#contact)."],
    sections: &[
        sign_in::SIGN_IN,
        sign_in::EMAIL,
        sign_in::PASSWORD,
        authenticators::REGISTRATION,
        devices::WINDOWS_HELLO,
        devices::SECURITY_KEY,
        devices::IPAD,
        devices::PASSKEY,
        authenticators::RESET,
        trouble::CODE,
        trouble::SMARTCARD,
        trouble::SIGNED_OUT,
        trouble::NOT_ME,
        trouble::LOCKED_OUT,
        authenticators::AUTHENTICATORS,
        trouble::BROWSER,
        programs::PROGRAMS,
        trouble::ERROR_RESPONSE_ID,
        trouble::CONTACT,
    ],
};
