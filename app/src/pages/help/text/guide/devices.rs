//! Devices: to set each type up. The section of a type has its slug for an id.

use super::super::super::prose::{
    Block::{List, Paragraph, Steps},
    Section,
};

pub(super) const WINDOWS_HELLO: Section = Section {
    id: "windows-hello",
    heading: "Set up Windows Hello",
    blocks: &[
        Paragraph(
            "You need a Windows computer that only you sign in to with your own account. If others use your account, choose another type.",
        ),
        Steps(&[
            "Open **Settings**, **Accounts**, **Sign-in options**. Set up a PIN, and your fingerprint or your face if the computer can read them.",
            "In Chrome or Edge, select [Add other authenticators](/authenticators/add), then **Windows Hello**.",
            "Tick the box and select **Register Windows Hello**. Open the link within 3 minutes, on this computer.",
            "When Windows asks, use your PIN, fingerprint or face. If it offers to save the key somewhere else, choose this device.",
        ]),
        List(&[
            "**Windows does not ask**: the sign-in options have no PIN yet, or your organisation has turned Windows Hello off. Ask your IT team.",
            "**You have a new computer**: register Windows Hello there. The one before works until you use the new one.",
        ]),
    ],
};

pub(super) const SECURITY_KEY: Section = Section {
    id: "security-key",
    heading: "Set up a security key",
    blocks: &[
        Paragraph(
            "You need the key, and a free USB port or a reader to hold it against. The key has a PIN of its own; your browser asks you to choose one if it has none.",
        ),
        Steps(&[
            "Put the key in.",
            "In Chrome or Edge, select [Add other authenticators](/authenticators/add), then **Security key**.",
            "Tick the box and select **Register Security key**. Open the link within 3 minutes.",
            "When the browser asks, choose **Security key**, not a phone or this computer. Type the PIN of the key, and touch it when it blinks.",
        ]),
        List(&[
            "**The PIN was wrong too often**: the key locks itself. Whoever gave it to you can reset it; then it is a new key, and you register it again.",
            "**It is registered already**: a key belongs to one {service}.",
        ]),
    ],
};

pub(super) const IPAD: Section = Section {
    id: "ipad",
    heading: "Set up an iPad",
    blocks: &[
        Paragraph("You need an iPad with a passcode, Touch ID or Face ID that only you can unlock."),
        Steps(&[
            "On the iPad, open **Settings**, **General**, **AutoFill & Passwords**. Turn on **AutoFill Passwords and Passkeys** and **Passwords**.",
            "Here, select [Add other authenticators](/authenticators/add), then **iPad**. Tick the box and select **Register iPad**.",
            "Scan the QR code with the camera of the iPad within 3 minutes, and open the link in Safari, Chrome or Edge.",
            "Type your email address, then the One Time Password that we send to it. When the iPad asks to save a passkey, allow it.",
        ]),
    ],
};

pub(super) const PASSKEY: Section = Section {
    id: "passkey",
    heading: "Set up a passkey",
    blocks: &[
        Paragraph(
            "You need a phone, tablet or computer that asks for your fingerprint, your face or a PIN before it opens. It keeps the passkey, and may share it with your other devices.",
        ),
        Steps(&[
            "Select [Add other authenticators](/authenticators/add), then **Passkey**. Tick the box and select **Register Passkey**.",
            "Open the link within 3 minutes, here, or on the other device with the QR code.",
            "When the device asks to save a passkey, allow it.",
        ]),
    ],
};
