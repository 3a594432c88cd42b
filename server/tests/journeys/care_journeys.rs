//! What somebody does who looks after their Care Identity, page by page.

use std::rc::Rc;

use crate::{
    browser::Browser,
    care::{Carer, HOME, Journey, KEY_PAGE, KEY_SET_UP},
    html,
    http::Gone,
    process::Installation,
};

const NEW_PASSWORD: &str = "eleven herons under the viaduct";

const fn nothing(_: &mut Carer, _: &Installation) -> Result<(), Gone> {
    Ok(())
}

pub const FORGOT_PASSWORD: Journey = Journey {
    prepare: |carer, _| {
        carer.person.browser = Browser::new(Rc::clone(&carer.person.browser.carrier));
        Ok(())
    },
    begin: |_| "/forgot-password".into(),
    step: |carer, heading| match heading {
        "Forgot your password?" => carer.submit("/api/forgot-password", &[("email", &carer.person.email.clone())]),
        "Check your inbox" => carer.person.type_mailed_code().map(|()| true),
        "Check your authenticator app" => {
            let code = carer.person.next_code();
            carer.submit("/api/forgot-password/code", &[("code", &code)])
        }
        "Choose a new password" => {
            carer.submit("/api/forgot-password/password", &[("password", NEW_PASSWORD), ("again", NEW_PASSWORD)])
        }
        "Your password is changed" => carer.is_done(),
        _ => Ok(false),
    },
    once: &["password.recovered"],
    told: &["Your Care Identity password was changed"],
    renewed: None,
};

pub const CHANGE_PASSWORD: Journey = Journey {
    prepare: nothing,
    begin: |_| "/profile/password".into(),
    step: |carer, heading| match heading {
        "Change your password" if carer.text_says("That is not the password that you have now") => carer.is_done(),
        "Change your password" => {
            let current = carer.person.password.clone();
            let fields = [("current", current.as_str()), ("password", NEW_PASSWORD), ("again", NEW_PASSWORD)];
            carer.submit("/api/profile/password", &fields)
        }
        _ if carer.text_says("Your password is changed") => carer.is_done(),
        _ => Ok(false),
    },
    once: &["password.changed"],
    told: &["Your Care Identity password was changed"],
    renewed: None,
};

pub const REMOVE: Journey = Journey {
    prepare: nothing,
    begin: |_| "/authenticators".into(),
    step: |carer, heading| match heading {
        "Your authenticators" if carer.person.browser.shown.body.contains(&carer.app) => {
            carer.go(&format!("/authenticators/{}/remove", carer.app))
        }
        "Your authenticators" => carer.is_done(),
        "Remove this authenticator?" => carer.submit("/api/authenticators/remove", &[]),
        _ => Ok(false),
    },
    once: &["authenticator.removed"],
    told: &["An authenticator of Care Identity was removed"],
    renewed: None,
};

pub const LOSE_AND_FIND: Journey = Journey {
    prepare: nothing,
    begin: |_| "/authenticators".into(),
    step: |carer, heading| match heading {
        "Your authenticators" => {
            let is_suspended = carer.person.browser.find_form("/api/authenticators/found").is_some();
            match (is_suspended, carer.reported) {
                (true, _) => {
                    carer.reported = true;
                    carer.submit("/api/authenticators/found", &[])
                }
                (false, true) => carer.is_done(),
                (false, false) => carer.go(&format!("/authenticators/{}/lost", carer.app)),
            }
        }
        "Report it lost or stolen?" => carer.submit("/api/authenticators/lost", &[]),
        _ => Ok(false),
    },
    once: &["authenticator.suspended", "authenticator.reinstated"],
    told: &["An authenticator of Care Identity was suspended", "An authenticator of Care Identity was reinstated"],
    renewed: None,
};

/// A key beside the one there is: it waits for its first use.
pub const REGISTER: Journey = Journey {
    prepare: nothing,
    begin: |_| KEY_SET_UP.into(),
    step: |carer, heading| match heading {
        "Registration successful" => carer.is_done(),
        _ => carer.register(heading, |carer| &mut carer.new_key),
    },
    once: &["authenticator.added"],
    told: &["An authenticator was added to Care Identity"],
    renewed: None,
};

/// The first use of the new key: it takes the old one's place.
pub const SIGN_IN: Journey = Journey {
    prepare: |carer, _| {
        carer.until(KEY_SET_UP, REGISTER.step)?;
        carer.uses_new_key = true;
        carer.person.browser = Browser::new(Rc::clone(&carer.person.browser.carrier));
        Ok(())
    },
    begin: |_| KEY_PAGE.into(),
    step: |carer, heading| if heading == HOME { carer.is_done() } else { Ok(false) },
    once: &["authenticator.replaced"],
    told: &["An authenticator of Care Identity was replaced"],
    renewed: None,
};

pub const UNDO: Journey = Journey {
    prepare: |carer, _| {
        is_told_of_a_change(carer)?;
        carer.person.browser = Browser::new(Rc::clone(&carer.person.browser.carrier));
        Ok(())
    },
    begin: |carer| carer.undo.clone(),
    step: |carer, heading| match heading {
        "Was this change not yours?" => carer.submit("/api/undo", &[]),
        "Changes are stopped" | "This link was used" => carer.is_done(),
        _ => Ok(false),
    },
    once: &["change.undone", "person.frozen"],
    told: &["Changes to your Care Identity profile are stopped"],
    renewed: None,
};

pub const UNFREEZE: Journey = Journey {
    prepare: |carer, world| {
        (UNDO.prepare)(carer, world)?;
        let undo = carer.undo.clone();
        carer.until(&undo, UNDO.step)?;
        carer.sign_in_anew()
    },
    begin: |_| "/changes-stopped".into(),
    step: |carer, heading| match heading {
        "Changes are stopped" => carer.submit("/api/changes-stopped/allow", &[]),
        _ if carer.text_says("Changes are possible again") => carer.is_done(),
        // Nothing is stopped any more.
        HOME if html::links(&carer.person.browser.shown.body).iter().all(|link| link != "/changes-stopped") => {
            carer.is_done()
        }
        _ => Ok(false),
    },
    once: &["person.unfrozen"],
    told: &["Changes to your Care Identity profile are possible again"],
    renewed: None,
};

/// Changes the password, and waits for the mail that tells so.
fn is_told_of_a_change(carer: &mut Carer) -> Result<(), Gone> {
    carer.until(&(CHANGE_PASSWORD.begin)(carer), CHANGE_PASSWORD.step)?;
    for _ in 0..1000 {
        let told = carer.person.world.mails().into_iter().rfind(|mail| mail.text.contains("/undo/"));
        if let Some(mail) = told.filter(|mail| mail.subject == CHANGE_PASSWORD.told[0]) {
            let link = mail.text.split_whitespace().find(|word| word.contains("/undo/")).expect("a link");
            carer.undo = link.trim_start_matches("http://localhost:3000").to_owned();
            return Ok(());
        }
        carer.person.world.wait();
    }
    panic!("nobody told of the change");
}
