//! Authenticators: to set up the app, to replace it, the types there are.

use super::super::super::prose::{
    Block::{Heading, List, Paragraph, Steps},
    Section,
};

pub(super) const REGISTRATION: Section = Section {
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

pub(super) const RESET: Section = Section {
    id: "reset",
    heading: "Lost phone or forgotten password",
    blocks: &[
        Paragraph("Try first what you can do yourself:"),
        List(&[
            "**A phone, key or computer is lost or stolen**, and another authenticator signs you in: sign in with that one, select \
             **Report lost or stolen** at [your authenticators](/authenticators), then remove the lost one and add a new one.",
            "**The password is forgotten**, and you have the authenticator app: [choose a new password](/forgot-password).",
            "**The password is forgotten**, and you have another authenticator: sign in with it, then [choose a new password](/profile/password).",
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

pub(super) const AUTHENTICATORS: Section = Section {
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
            "**Smartcard**: a card that your Registration Authority gives you, its passcode and a card reader. [Help with smartcards](/help/smartcard).",
            "**Windows Hello**: your face, your fingerprint or your PIN, on the computer where you set it up.",
            "**Security key**: a small device with a PIN, on any computer.",
            "**iPad**: your fingerprint, your face or your passcode. In a browser we cannot tell whether the device is an iPad.",
            "**Microsoft Authenticator**: your email address, your password and a code from the app.",
            "**Passkey**: your phone, tablet or computer, with its fingerprint, face or PIN.",
        ]),
        Paragraph(
            "You may know other types: the iPad app and NHS.net Connect. \
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
             Smartcards give you this level. Windows Hello and security keys can: they must be registered with a sign-in that has it, and their maker must vouch for them.",
        ]),
    ],
};
