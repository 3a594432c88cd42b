//! Signing in: the sign-in link, the email address, the password.

use super::super::super::prose::{
    Block::{Heading, List, Paragraph, Steps},
    Section,
};

pub(super) const SIGN_IN: Section = Section {
    id: "sign-in",
    heading: "Signing in",
    blocks: &[
        Heading("The first time"),
        Paragraph("Your Registration Authority (RA) checks who you are. Then they give you a **sign-in link**."),
        List(&[
            "The link works once, within 24 hours.",
            "To look at its page uses nothing up. It is used when you select **Continue**.",
            "Continue only if the name on the page is yours.",
            "It signs you in for 1 hour at most. In that time add your email address and an authenticator.",
        ]),
        Paragraph(
            "If the link has expired, ask your RA for a new one. If it was used and not by you, tell your RA now.",
        ),
        Heading("Every other time"),
        Steps(&[
            "Open the [sign-in page](/sign-in) and select your login method. Tick **This is a shared computer** where others use it, too.",
            "With Windows Hello, a security key, an iPad or a passkey: do what your browser asks. You type no email address.",
            "With an authenticator app: type the email address and the password of your {service}, then the 6-digit code that the app shows. \
             You have 10 minutes for the code.",
        ]),
        Heading("“The email address or the password is wrong”"),
        Paragraph(
            "We do not say which of the two is wrong, so that nobody can find out who has a {service}. Check both:",
        ),
        List(&[
            "Use an email address that is **verified** on your profile. Another one of yours does not work.",
            "Check that Caps Lock is off. Select **Show** to see what you typed.",
            "After 5 wrong tries in a row you have to [wait](#locked-out).",
        ]),
    ],
};

pub(super) const EMAIL: Section = Section {
    id: "email",
    heading: "Email addresses",
    blocks: &[
        Paragraph(
            "You need an email address to sign in. We also send you a notice when something on your profile changes.",
        ),
        Paragraph(
            "It does not have to be an nhs.net address. [See which email addresses are accepted](/help/email-domains).",
        ),
        Steps(&[
            "[Add an email address](/profile/email/add) to your profile. A profile can hold 5.",
            "We send you a single-use, 8-digit One Time Password.",
            "Type it on the page that asked for it, in the same browser. Then the address is verified.",
        ]),
        Heading("The One Time Password does not arrive"),
        List(&[
            "Wait a few minutes. Then look in your spam or junk folder.",
            "Check the address on the page. If it is wrong, select **Use another email address**.",
            "Select **Send a new One Time Password**. The first time you can do so after 30 seconds, then the wait gets longer. \
             We send 6 for one request at most, and 12 in an hour.",
            "While you add an authenticator, we send it only to an address that is verified on your profile. \
             The page looks the same for any other address, so that strangers learn nothing.",
            "If the address is on another profile, we send no One Time Password. The mail to that address says so.",
        ]),
        Heading("The One Time Password is refused"),
        List(&[
            "Use the newest email. A new One Time Password makes the one before useless.",
            "It works once, for 10 minutes. After 5 wrong tries you need a new one.",
            "Use the browser that asked for it.",
        ]),
        Heading("Change or remove an address"),
        List(&[
            "When you change an address, the old one works until the new one is verified.",
            "We ask you to sign in again if you signed in more than 5 minutes ago. A sign-in link is not enough for this.",
            "You cannot remove your last verified address while you sign in with it. Add another one first.",
        ]),
    ],
};

pub(super) const PASSWORD: Section = Section {
    id: "password",
    heading: "Password",
    blocks: &[
        Paragraph("You create your password while you set up the authenticator app."),
        List(&[
            "It must have at least 8 characters. It can have 256.",
            "Spaces and signs are fine. You do not need capital letters or numbers. Three or four words that do not belong together are good.",
            "We refuse passwords that many people use or that were leaked, and your own name or email address.",
            "You can paste it from a password manager.",
            "It does not run out. You do not have to change it every few months.",
        ]),
        Heading("Change your password"),
        Paragraph(
            "Go to [change your password](/profile/password). Type the one that you have, then the new one twice. \
             You stay signed in there, and are signed out everywhere else.",
        ),
        Heading("You forgot your password"),
        Paragraph(
            "Go to [Forgot your password?](/forgot-password). We send a One Time Password to a verified email address of yours, \
             then you type the code of your authenticator app, then you choose a new password. You have 15 minutes for it, in one browser. \
             Your mail alone is not enough, so that whoever reads it cannot take over your {service}.",
        ),
        Paragraph(
            "If you have Windows Hello, a security key, an iPad, a passkey or a smartcard, sign in with it and go to \
             [change your password](/profile/password): the old password is not asked for then.",
        ),
        Paragraph(
            "If you have nothing else that signs you in, ask your Registration Authority (RA), or the people who run this service, for a sign-in link. \
             Open it and register an authenticator app in the same browser: where your password is asked for, select **Forgot your password?** {support}",
        ),
    ],
};
