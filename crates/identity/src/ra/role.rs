//! The roles that a position may have: those of the national role list that people are given most, by code.

/// A role of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CareRole {
    /// Its code: `R8001`.
    pub code: &'static str,
    /// As the national list writes it.
    pub name: &'static str,
}

impl CareRole {
    /// Manages a Registration Authority.
    pub const RA_MANAGER: &'static str = "R5080";
    /// Works for a Registration Authority.
    pub const RA_AGENT: &'static str = "R5090";

    /// The role of a code; small letters and spaces around it are forgiven.
    #[must_use]
    pub fn find(code: &str) -> Option<Self> {
        let code = code.trim();
        ROLES.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map(|(code, name)| Self { code, name })
    }

    /// All of them, by name.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all: Vec<Self> = ROLES.iter().map(|(code, name)| Self { code, name }).collect();
        all.sort_unstable_by_key(|role| role.name);
        all
    }

    /// Whether it opens the desk: only a manager grants it.
    #[must_use]
    pub fn is_ra(self) -> bool {
        super::Rank::of(self.code).is_some()
    }
}

const ROLES: [(&str, &str); 76] = [
    ("B0263", "Local Smartcard Administrator"),
    ("B0267", "ID Checker"),
    ("B1300", "Sponsor"),
    ("R0010", "Medical Director"),
    ("R0050", "Consultant"),
    ("R0100", "Clinical Assistant"),
    ("R0150", "House Officer - Pre Registration"),
    ("R0160", "House Officer - Post Registration"),
    ("R0250", "General Dental Practitioner"),
    ("R0260", "General Medical Practitioner"),
    ("R0270", "Salaried General Practitioner"),
    ("R0330", "Student Nurse - Adult Branch"),
    ("R0370", "Student Midwife"),
    ("R0560", "Director of Nursing"),
    ("R0570", "Nurse Consultant"),
    ("R0580", "Nurse Manager"),
    ("R0590", "Modern Matron"),
    ("R0600", "Specialist Nurse Practitioner"),
    ("R0610", "Sister/Charge Nurse"),
    ("R0620", "Staff Nurse"),
    ("R0630", "Enrolled Nurse"),
    ("R0640", "Midwife - Consultant"),
    ("R0650", "Midwife - Specialist Practitioner"),
    ("R0680", "Midwife"),
    ("R0690", "Community Practitioner"),
    ("R0700", "Community Nurse"),
    ("R0750", "Chiropodist/Podiatrist"),
    ("R0790", "Dietitian"),
    ("R0950", "Occupational Therapist"),
    ("R0990", "Orthoptist"),
    ("R1070", "Paramedic"),
    ("R1110", "Physiotherapist"),
    ("R1190", "Radiographer - Diagnostic"),
    ("R1230", "Radiographer - Therapeutic"),
    ("R1280", "Optometrist"),
    ("R1290", "Pharmacist"),
    ("R1300", "Psychotherapist"),
    ("R1310", "Clinical Psychologist"),
    ("R1330", "Social Worker"),
    ("R1420", "Biomedical Scientist"),
    ("R1430", "Technician - Healthcare Scientists"),
    ("R1440", "Therapist"),
    ("R1450", "Health Care Support Worker"),
    ("R1460", "Social Care Support Worker"),
    ("R1480", "Healthcare Assistant"),
    ("R1540", "Associate Practitioner"),
    ("R1660", "Pre-reg Pharmacist"),
    ("R1720", "Clerical Worker"),
    ("R1730", "Receptionist"),
    ("R1740", "Secretary"),
    ("R1760", "Medical Secretary"),
    ("R1780", "Manager"),
    ("R1790", "Senior Manager"),
    ("R1981", "Psychiatrist"),
    ("R1983", "Ward Manager"),
    ("R1984", "Health Records Administrator"),
    ("R5080", "Registration Authority Manager"),
    ("R5090", "Registration Authority Agent"),
    ("R6010", "Appointments Clerk"),
    ("R6030", "Ward Clerk"),
    ("R6200", "GP Registrar"),
    ("R6300", "Sessional GP"),
    ("R6400", "Medical Student"),
    ("R8000", "Clinical Practitioner Access Role"),
    ("R8001", "Nurse Access Role"),
    ("R8003", "Health Professional Access Role"),
    ("R8004", "Healthcare Student Access Role"),
    ("R8005", "Biomedical Scientist Access Role"),
    ("R8006", "Medical Secretary Access Role"),
    ("R8007", "Clinical Coder Access Role"),
    ("R8008", "Admin/Clinical Support Access Role"),
    ("R8009", "Receptionist Access Role"),
    ("R8010", "Clerical Access Role"),
    ("R8014", "Social Worker Access Role"),
    ("R8015", "Systems Support Access Role"),
    ("R8016", "Midwife Access Role"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_found_by_its_code_and_two_are_the_desks() {
        for role in CareRole::all() {
            assert_eq!(CareRole::find(&format!(" {} ", role.code.to_lowercase())), Some(role));
        }
        assert!(ROLES.is_sorted_by(|one, next| one.0 < next.0), "each code once");
        let desk: Vec<&str> = CareRole::all().into_iter().filter(|role| role.is_ra()).map(|role| role.code).collect();
        assert_eq!(desk, [CareRole::RA_AGENT, CareRole::RA_MANAGER]);
        assert_eq!(CareRole::find("R9999"), None);
    }
}
