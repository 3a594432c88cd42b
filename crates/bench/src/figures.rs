//! Latencies, and what is said of them.

use std::time::Duration;

/// Some latencies, in order.
#[derive(Clone, Debug, Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    /// Puts them in order.
    pub fn new(mut all: Vec<Duration>) -> Self {
        all.sort_unstable();
        Self(all)
    }

    /// The latency that this share of all, in thousandths, did not exceed.
    pub fn at(&self, thousandths: usize) -> Duration {
        let rank = (self.0.len() * thousandths).div_ceil(1000).saturating_sub(1);
        self.0.get(rank).copied().unwrap_or_default()
    }

    /// `p50 1.2 ms, p99 3.4 ms, max 5.6 ms`.
    pub fn told(&self) -> String {
        let [p50, p99, max] = [500, 990, 1000].map(|share| told(self.at(share)));
        format!("p50 {p50}, p99 {p99}, max {max}")
    }
}

/// `85 us`, `1.2 ms`, `2.5 s`.
pub fn told(length: Duration) -> String {
    let micros = length.as_secs_f64() * 1e6;
    match micros {
        ..1e3 => format!("{micros:.0} us"),
        ..1e6 => format!("{:.1} ms", micros / 1e3),
        _ => format!("{:.1} s", micros / 1e6),
    }
}

/// `66,120`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates and counts are small and positive")]
pub fn whole(number: f64) -> String {
    let digits = (number.max(0.0).round() as u64).to_string();
    let mut told = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
    told
}

/// `3.2 kB`.
pub fn kilobytes(bytes: usize) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

/// How often in a second.
#[expect(clippy::cast_precision_loss, reason = "no run counts to 2^52")]
pub fn rate(count: usize, length: Duration) -> f64 {
    count as f64 / length.as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_latency_that_was_seen() {
        let latencies = Latencies::new((1..=100).rev().map(Duration::from_millis).collect());
        assert_eq!(latencies.told(), "p50 50.0 ms, p99 99.0 ms, max 100.0 ms");
        assert_eq!(Latencies::default().told(), "p50 0 us, p99 0 us, max 0 us");
    }

    #[test]
    fn numbers_are_told_as_people_write_them() {
        assert_eq!(whole(1_234_567.4), "1,234,567");
        assert_eq!(whole(999.6), "1,000");
        assert_eq!(kilobytes(38_460), "38.4 kB");
    }
}
