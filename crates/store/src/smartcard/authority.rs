//! The authority that issues certificates of cards, and its list of revoked ones.

use async_trait::async_trait;
use identity::{
    random::encode,
    smartcard::{
        authority::{Authorities, EMBEDDED, PublishedList, StoredAuthority},
        certificate::Fingerprint,
    },
    store::StoreResult,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored, invalid},
};

const ADD: &str = "INSERT INTO certificate_authorities (id, root, signing_key, created_at, list_number) \
    VALUES ($1, $2, $3, $4, 0) ON CONFLICT DO NOTHING";
const LOOKUP: &str = "SELECT root, signing_key, created_at, list_number, list, list_names, list_made_at \
    FROM certificate_authorities WHERE id = $1";
/// Of two lists at the same time, one has its number: the other one is not published.
const PUBLISH: &str = "UPDATE certificate_authorities SET list_number = $2, list = $3, list_names = $4, list_made_at = $5 \
    WHERE id = $1 AND list_number < $2";

impl Stored for StoredAuthority {
    fn read(row: &Row) -> StoreResult<Self> {
        let list = match row.optional_time("list_made_at")? {
            Some(made_at) => Some(PublishedList {
                number: u64::try_from(row.number("list_number")?).map_err(|_| invalid("list_number"))?,
                der: row.bytes("list")?,
                names: row.parsed("list_names", Fingerprint::from_text)?,
                made_at,
            }),
            None => None,
        };
        Ok(Self {
            root: row.bytes("root")?,
            key: row.sealed("signing_key")?,
            created_at: row.time("created_at")?,
            list,
        })
    }
}

#[async_trait]
impl Authorities for Connection {
    async fn add_authority(&mut self, authority: &StoredAuthority) -> StoreResult<bool> {
        let add = sql(ADD)
            .bind(EMBEDDED)
            .bind(encode(&authority.root))
            .bind(authority.key.as_str())
            .bind(authority.created_at.micros());
        self.changes(add).await
    }

    async fn lookup_authority(&mut self) -> StoreResult<Option<StoredAuthority>> {
        self.find(sql(LOOKUP).bind(EMBEDDED)).await
    }

    async fn publish_list(&mut self, list: &PublishedList) -> StoreResult<bool> {
        let number = i64::try_from(list.number).map_err(|_| invalid("list_number"))?;
        let publish = sql(PUBLISH)
            .bind(EMBEDDED)
            .bind(number)
            .bind(encode(&list.der))
            .bind(list.names.to_string())
            .bind(list.made_at.micros());
        self.changes(publish).await
    }
}
