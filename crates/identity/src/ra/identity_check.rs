//! How somebody's identity was checked: what was seen is recorded, never copied.

/// What shows who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "a name that says it all gets no comment")]
pub enum Document {
    Passport,
    DrivingLicence,
    BiometricResidencePermit,
    NationalIdentityCard,
    /// Birth or adoption certificate.
    BirthCertificate,
    /// A registration with a professional body, looked up there.
    ProfessionalRegistration,
    /// Known in person to whoever checks.
    KnownInPerson,
}

impl Document {
    /// Every one, strongest first.
    pub const ALL: [Self; 7] = [
        Self::Passport,
        Self::BiometricResidencePermit,
        Self::NationalIdentityCard,
        Self::DrivingLicence,
        Self::BirthCertificate,
        Self::ProfessionalRegistration,
        Self::KnownInPerson,
    ];

    /// For forms and the audit log.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::DrivingLicence => "driving-licence",
            Self::BiometricResidencePermit => "biometric-residence-permit",
            Self::NationalIdentityCard => "national-identity-card",
            Self::BirthCertificate => "birth-certificate",
            Self::ProfessionalRegistration => "professional-registration",
            Self::KnownInPerson => "known-in-person",
        }
    }

    /// From a form.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|document| document.slug() == slug)
    }
}

/// What was seen: one thing at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityCheck(Vec<Document>);

impl IdentityCheck {
    /// Of what a form ticked; `None` when nothing was.
    #[must_use]
    pub fn of(documents: impl IntoIterator<Item = Document>) -> Option<Self> {
        let mut documents: Vec<Document> = documents.into_iter().collect();
        documents.sort_unstable();
        documents.dedup();
        (!documents.is_empty()).then_some(Self(documents))
    }

    /// For the audit log.
    pub(super) fn text(&self) -> String {
        self.0.iter().map(|document| document.slug()).collect::<Vec<_>>().join(", ")
    }
}

/// How somebody is there while something is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// In person.
    InPerson,
    /// On video.
    OnVideo,
}

impl Presence {
    /// For forms and the audit log.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::InPerson => "in-person",
            Self::OnVideo => "on-video",
        }
    }

    /// From a form.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::InPerson, Self::OnVideo].into_iter().find(|presence| presence.slug() == slug)
    }
}
