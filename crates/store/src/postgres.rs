//! How PostgreSQL is opened.

use std::{str::FromStr as _, time::Duration};

use sqlx::{
    Any, Connection as _, Pool,
    any::{AnyConnectOptions, AnyPoolOptions},
    postgres::PgConnectOptions,
};

use crate::database::{ConnectError, Options};

/// Said each time, because a server may be configured for another default.
pub(crate) const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// A connection that rested for longer is asked whether it is still there; a busy one is not, which saves a round trip.
const TRUSTED_REST: Duration = Duration::from_secs(5);

/// What takes longer hangs.
const LONGEST_STATEMENT: Duration = Duration::from_secs(30);

/// Checks the address.
pub(crate) fn address(url: &str) -> Result<AnyConnectOptions, ConnectError> {
    let error = |error: sqlx::Error| ConnectError::Address(error.to_string());
    PgConnectOptions::from_str(url).map_err(error)?;
    url.parse().map_err(error)
}

/// The pool. A lock that is not had in time counts as a database that is away; a forgotten transaction is ended by the
/// server after a minute. Statements of ours are over before they would be compiled.
pub(crate) async fn pool(address: &AnyConnectOptions, options: &Options) -> sqlx::Result<Pool<Any>> {
    let lock = options.lock_patience;
    let set_up = format!(
        "SET application_name = 'care-identity'; SET jit = off; SET lock_timeout = {}; SET statement_timeout = {}; \
         SET idle_in_transaction_session_timeout = 60000",
        lock.as_millis(),
        // A statement that waits for a lock is timed, too.
        LONGEST_STATEMENT.max(2 * lock).as_millis()
    );
    AnyPoolOptions::new()
        .max_connections(options.max_connections)
        .acquire_timeout(options.patience)
        .test_before_acquire(false)
        .before_acquire(|connection, about| {
            Box::pin(async move {
                if about.idle_for >= TRUSTED_REST {
                    connection.ping().await?;
                }
                Ok(!connection.is_in_transaction())
            })
        })
        .after_connect(move |connection, _| {
            let set_up = set_up.clone();
            Box::pin(async move { sqlx::raw_sql(sqlx::AssertSqlSafe(set_up)).execute(connection).await.map(drop) })
        })
        .connect_with(address.clone())
        .await
}
