//! The memory that password hashes are made in: 19 MiB each by default. A thread that makes one hash after the other
//! keeps it, because to be given it, zeroed, costs a tenth of what the hash costs.

use argon2::Block;
use zeroize::Zeroize as _;

/// Memory for one hash at a time. What a hash leaves in it is overwritten by the next one, and wiped when the memory is
/// released or dropped: it tells of the password.
#[derive(Default)]
pub struct Memory(Vec<Block>);

impl Memory {
    /// None yet: the first hash takes what it needs.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// So many blocks of 1 KiB; nothing when the system has no more.
    pub(super) fn blocks(&mut self, count: usize) -> Option<&mut [Block]> {
        if self.0.len() < count {
            self.release();
            self.0.try_reserve_exact(count).ok()?;
            self.0.resize(count, Block::new());
        }
        self.0.get_mut(..count)
    }

    /// Wipes it and gives it back to the system.
    pub fn release(&mut self) {
        self.0.zeroize();
        self.0 = Vec::new();
    }

    /// How much it is, in KiB.
    #[must_use]
    pub const fn kib(&self) -> usize {
        self.0.len()
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
