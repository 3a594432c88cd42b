//! The strip at the top of every page: the service's name, who is signed in, and the way out.

use leptos::prelude::*;

use super::{icons, text};

/// Who is signed in, and where "Sign out" posts to.
#[derive(Clone, Debug)]
pub struct Account {
    /// The name by which the person knows themselves here.
    pub name: String,
    /// Where the name leads, such as `/profile`.
    pub href: String,
    /// Where the sign-out form posts to. A form and not a link, so that no other site can sign a
    /// person out by showing a picture.
    pub sign_out_action: String,
    /// What the button says.
    pub sign_out_text: String,
}

/// The header. It bears a text and no logo: the letters and the lozenge are trade marks.
///
/// The account part wraps below the name on a narrow screen and is never folded into a menu, so
/// that "Sign out" is in sight at 320 pixels and at 400% zoom.
#[component]
pub fn Header(
    /// The configured name of the service.
    #[prop(into)]
    service_name: String,
    /// Where the name leads.
    #[prop(into, default = "/".to_owned())]
    href: String,
    /// Who is signed in; nothing for a visitor.
    #[prop(optional_no_strip, into)]
    account: Option<Account>,
    /// Hidden fields for the sign-out form.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let account = account.map(|account| {
        view! {
            <nav class="nhsuk-header__account" aria-label=text::ACCOUNT>
                <ul class="nhsuk-header__account-list">
                    <li class="nhsuk-header__account-item">
                        <a class="nhsuk-header__account-link" href=account.href>
                            {icons::user()}
                            {account.name}
                        </a>
                    </li>
                    <li class="nhsuk-header__account-item">
                        <form
                            class="nhsuk-header__account-form"
                            action=account.sign_out_action
                            method="post"
                            novalidate
                        >
                            {children.map(|children| children())}
                            <button class="nhsuk-header__account-button">
                                {account.sign_out_text}
                            </button>
                        </form>
                    </li>
                </ul>
            </nav>
        }
    });
    view! {
        <header class="nhsuk-header" role="banner">
            <div class="nhsuk-header__container nhsuk-width-container">
                <div class="nhsuk-header__service">
                    <a class="nhsuk-header__service-name" href=href>
                        {service_name}
                    </a>
                </div>
                {account}
            </div>
        </header>
    }
}
