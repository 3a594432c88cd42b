//! The words of "Help and troubleshooting": what to do with this product as it is now.

use super::super::prose::{
    Block::{Heading, List, Paragraph, Steps},
    Section, Words,
};

/// The page. Other pages link to its sections by their ids.
pub const WORDS: Words = Words {
    title: "Help and troubleshooting",
    opening: &["Short answers to what people ask most. If you cannot go on, [ask for help](#contact)."],
    sections: &[
        SIGN_IN,
        EMAIL,
        PASSWORD,
        REGISTRATION,
        RESET,
        CODE,
        SIGNED_OUT,
        NOT_ME,
        LOCKED_OUT,
        AUTHENTICATORS,
        BROWSER,
        ERROR_RESPONSE_ID,
        CONTACT,
    ],
};

const SIGN_IN: Section = Section {
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

const EMAIL: Section = Section {
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

const PASSWORD: Section = Section {
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
            "If you do not have the app any more, or no verified address, ask your Registration Authority (RA), or the people who run this service, \
             to [reset your sign-in](#reset). {support}",
        ),
    ],
};

const REGISTRATION: Section = Section {
    id: "registration",
    heading: "Set up the authenticator app",
    blocks: &[
        Paragraph(
            "You need a phone with the Microsoft Authenticator app, and a verified [email address](#email). Only you may use that phone's app.",
        ),
        Steps(&[
            "Select [Add other authenticators](/authenticators/add), then **Microsoft Authenticator**.",
            "Tick the box and select **Register Microsoft Authenticator**. You get a registration link.",
            "Open the link within 3 minutes, in this browser or in another one.",
            "Type your email address, then the One Time Password that we send to it.",
            "Create a password. If you have one already, type that one.",
            "Scan the QR code with the app. If you are on the phone itself, select **On a mobile device?** and copy the key.",
            "Type the 6-digit code that the app shows. The page says **Registration successful**.",
        ]),
        Heading("The time ran out"),
        Paragraph(
            "The link can be opened for 3 minutes. Once it is open you have 15 minutes to finish. If a time runs out, get a new link.",
        ),
        List(&[
            "What you did is kept: your verified email address, and your password if you created one.",
            "You get a new One Time Password and a new QR code.",
            "If the app has an entry from the time before, delete that entry. Its codes do not work.",
        ]),
        Heading("The link does not work"),
        List(&[
            "It works once. After that it goes on only in the browser that opened it.",
            "A newer link makes the one before useless.",
            "If somebody else is signed in in the same browser, they have to sign out first.",
        ]),
        Heading("You have a new phone"),
        Paragraph(
            "If you still have the old phone, sign in with it. Go to [your profile](/profile) and select **Replace**. \
                   The old app works until the new one is set up.",
        ),
        Paragraph(
            "If the old phone was lost or stolen and you have another authenticator, sign in with that one, go to \
             [your authenticators](/authenticators) and select **Report lost or stolen**. Without another one, say so at once, \
             and ask for a [reset of your sign-in](#reset). {support}",
        ),
    ],
};

const RESET: Section = Section {
    id: "reset",
    heading: "Lost phone or forgotten password",
    blocks: &[
        Paragraph("Try first what you can do yourself:"),
        List(&[
            "**A phone, key or computer is lost or stolen**, and another authenticator signs you in: sign in with that one, select \
             **Report lost or stolen** at [your authenticators](/authenticators), then remove the lost one and add a new one.",
            "**The password is forgotten**, and you have the authenticator app: [choose a new password](/forgot-password).",
        ]),
        Paragraph("If you have nothing left that signs you in, say so at once. {support}"),
        Paragraph(
            "Your Registration Authority (RA), or the people who run this service, can reset your sign-in. First they check who you are.",
        ),
        List(&[
            "Your password and your authenticators are removed, and you are signed out everywhere.",
            "We email every verified address on your profile, so that you notice if it was not you who asked.",
            "Your profile and your email addresses stay.",
        ]),
        Paragraph("Then they give you a new sign-in link, and you begin again:"),
        Steps(&[
            "Open the [sign-in link](#sign-in) and select **Continue**.",
            "Set up an authenticator: the [authenticator app](#registration), for which you create a new password on the way, or [another type](#authenticators).",
            "If the app still has the old entry, delete it. Its codes do not work.",
        ]),
        Paragraph(
            "You need to read the email at one of your verified addresses for this. If you cannot, tell your RA so.",
        ),
    ],
};

const CODE: Section = Section {
    id: "code",
    heading: "The 6-digit code is refused",
    blocks: &[
        List(&[
            "**Wait for a new code.** The app shows a new one every 30 seconds. Type the one that shows now.",
            "**Use each code once.** A code that was accepted does not work again. Wait for the next one.",
            "**Check your phone's clock.** Codes are made from the time. Set date and time to automatic in the phone's settings.",
            "**Use the right entry.** The app can hold many accounts. Look for the one that is called {service} and has your email address.",
            "**Use the entry that was finished.** If you set up the app more than once, only the entry from the last **Registration successful** works. \
         Delete the others.",
            "**Do not mix up the codes.** The app's code has 6 digits. The One Time Password in our email has 8, and is asked for on another page.",
        ]),
        Paragraph("The app needs no signal and no internet to show a code."),
    ],
};

const SIGNED_OUT: Section = Section {
    id: "signed-out",
    heading: "You were signed out",
    blocks: &[
        Paragraph("This keeps others from using your {service} when you leave the computer. You are signed out:"),
        List(&[
            "after 30 minutes in which you do nothing, or 15 minutes if you signed in with very high confidence (AAL3)",
            "after 12 hours, whatever you do",
            "on a shared computer after 10 minutes in which you do nothing, and after 2 hours, whatever you do",
            "after 1 hour if you came with a sign-in link",
        ]),
        Paragraph(
            "2 minutes before, a message asks if you want to stay. If JavaScript is off, each page says the time instead.",
        ),
        Paragraph(
            "What you saved is kept. What you typed but did not send is lost. Sign in again, and you come back to the page that you asked for.",
        ),
        Paragraph(
            "Some changes ask for a new sign-in after 5 minutes. This protects your email addresses and your authenticators.",
        ),
    ],
};

const NOT_ME: Section = Section {
    id: "not-me",
    heading: "A change was not yours",
    blocks: &[
        Paragraph("When something on your profile changes, we email you. If it was not you, act at once:"),
        Steps(&[
            "Open the link in that email. It works for 7 days. To look at its page does nothing.",
            "Select **This was not me: take it back**. The change and every later one go back, and you are signed out everywhere.",
            "Contact your Registration Authority (RA). {support}",
        ]),
        Paragraph(
            "From then on changes are stopped, so that nobody makes another one. You sign in with what you had before. Changes are possible again when your RA has \
             checked that it is you, or when you sign in with an authenticator of very high confidence (AAL3) that you had before the change.",
        ),
        Paragraph(
            "An email without a link went to an address that is new on your profile. Use the email at an older address, or contact your RA.",
        ),
    ],
};

const LOCKED_OUT: Section = Section {
    id: "locked-out",
    heading: "Too many wrong tries",
    blocks: &[
        List(&[
            "After 5 wrong tries in a row you have to wait 30 seconds. Each wrong try after that doubles the wait, up to 1 hour. The page says how long.",
            "Your password and your codes are counted apart. A right one sets its count back.",
            "A browser that you signed in with before has a count of its own. If a stranger tries to guess, you can still sign in there.",
            "After 100 wrong tries in a row we stop taking more. Use a browser that you signed in with before, or [ask for help](#contact): \
             your RA, or the people who run this service, can lift this when they have checked who you are.",
            "If there are very many wrong tries from your network, wait 10 minutes.",
        ]),
        Paragraph("Nothing is lost while you wait."),
    ],
};

const AUTHENTICATORS: Section = Section {
    id: "authenticators",
    heading: "Types of authenticator",
    blocks: &[
        Paragraph("An authenticator is something that you have and others do not. With it you show that it is you."),
        Paragraph(
            "Not sure which you need? [Answer 3 questions](/help/choose-an-authenticator). \
             [See what each of yours opens](/applications).",
        ),
        Paragraph(
            "You can have one of each of these types. [Add one](/authenticators/add), and look after [yours](/authenticators).",
        ),
        List(&[
            "**Windows Hello**: your face, your fingerprint or your PIN, on the computer where you set it up.",
            "**Security key**: a small device with a PIN, on any computer.",
            "**iPad**: your fingerprint, your face or your passcode. In a browser we cannot tell whether the device is an iPad.",
            "**Microsoft Authenticator**: your email address, your password and a code from the app.",
            "**Passkey**: your phone, tablet or computer, with its fingerprint, face or PIN.",
        ]),
        Paragraph(
            "You may know other types: smartcard, the iPad app and NHS.net Connect. \
                   They cannot be set up here, and you cannot sign in to this site with them.",
        ),
        Heading("What AAL2 and AAL3 mean"),
        Paragraph(
            "AAL is short for authenticator assurance level. It says how sure others can be that it is really you.",
        ),
        List(&[
            "**AAL1**: one thing alone, such as a password. That is not enough to sign in here.",
            "**AAL2**, high confidence: two different things, such as your password and a code from your phone, or a device and its PIN. \
             Every type gives you this level.",
            "**AAL3**, very high confidence: a key that cannot be copied out of its card or device, together with your PIN, fingerprint or face. \
             Windows Hello and security keys can give you this level. They must be registered with a sign-in that has it, and their maker must vouch for them.",
        ]),
    ],
};

const BROWSER: Section = Section {
    id: "browser",
    heading: "Browsers, and a blank screen",
    blocks: &[
        Paragraph(
            "Use an up-to-date Chrome or Edge. We test with Chromium, which both are made from. Other up-to-date browsers, \
                   such as Firefox and Safari, should work, but we do not test with them. Internet Explorer is not supported.",
        ),
        Paragraph(
            "Allow cookies for this site. JavaScript is needed for Windows Hello, security keys, iPads and passkeys, and for nothing else. With it you also get a countdown, a copy button and a warning before you are signed out.",
        ),
        Heading("You see a blank screen"),
        Paragraph("Microsoft Edge may be in compatibility mode, which is not supported."),
        Steps(&[
            "Select **Tools** in the Edge menu bar (or Alt + T), then **Compatibility View Settings**.",
            "Check that this site is not in the list.",
            "Check that **Use Microsoft compatibility lists** is not ticked.",
            "Check that **Display Intranet Sites in Compatibility View** is not ticked.",
            "Load the page again.",
        ]),
        Paragraph("If you cannot change these settings, ask your local IT team."),
        Heading("The browser cannot open the site"),
        Paragraph(
            "You may see “This site can't be reached”, “ERR_CONNECTION_TIMED_OUT”, “Blocked by proxy” or “Domain not authorised”. \
                   Your network may be blocking this site. Ask your local IT team to allow {site}",
        ),
    ],
};

const ERROR_RESPONSE_ID: Section = Section {
    id: "error-response-id",
    heading: "What an Error Response ID is",
    blocks: &[
        Paragraph(
            "When something goes wrong on our side, the page shows an **Error Response ID**. With it we can find what happened in our log. \
                   It says nothing about you.",
        ),
        Paragraph(
            "Try again in a few minutes. If it happens again, copy the Error Response ID and [ask for help](#contact).",
        ),
    ],
};

const CONTACT: Section = Section {
    id: "contact",
    heading: "Ask for help",
    blocks: &[
        Paragraph("{support}"),
        Paragraph("Tell them:"),
        List(&[
            "what you wanted to do",
            "what the page said, word for word",
            "on which day and at what time",
            "the Error Response ID, if the page shows one",
        ]),
        Paragraph(
            "Never tell anybody your password, a code or a link, not even us. If somebody else may have used your {service}, say so first.",
        ),
    ],
};
