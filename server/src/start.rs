//! From settings to a running application, in the order in which things can be wrong.

use identity::{actor::Actor, password::hash::Parameters, smartcard::authority};

use crate::{
    config::Config,
    database::Database,
    demo,
    failure::Failure,
    hashing::HashingThreads,
    jobs, logging,
    mail::Transport,
    random::SystemRandom,
    router::router,
    serve::{LONGEST_DRAIN, listen, serve},
    state::AppState,
    web::{assets::Assets, metrics},
};

/// Opens the database, migrates it, opens the keys, puts the application together and founds what is missing: the certificate
/// authority, so that no installation is without one when its first smartcard is to be issued.
///
/// # Errors
/// What is missing or refuses, with what to do.
pub async fn compose(config: Config, assets: Assets, parameters: Parameters) -> Result<AppState, Failure> {
    let database = Database::connect(&config).await?;
    let schema = database.migrate().await?;
    database.keep_up().await?;
    database.require_purpose(config.demonstration).await?;
    let keys = database.keys(&config, &SystemRandom).await?;
    let hashing = HashingThreads::start(parameters)
        .map_err(|error| Failure::failed(format!("no threads for hashing passwords: {error}")))?;
    tracing::info!(schema, key = keys.keyring().current_id(), "database open");
    let state = AppState::new(config, assets, database, hashing, &keys);
    authority::found(&state.service, &Actor::System).await?;
    Ok(state)
}

/// `care-identity serve` and `care-identity demo`: until SIGTERM or SIGINT.
///
/// # Errors
/// What stands in the way of serving, with what to do.
pub async fn run(config: Config) -> Result<(), Failure> {
    logging::start(&config);
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    metrics::start().map_err(|error| Failure::failed(error.to_string()))?;
    let assets = Assets::load(&config)?;
    let transport = Transport::new(&config).map_err(Failure::failed)?;
    let listener = listen(config.listen).await.map_err(Failure::failed)?;
    let state = compose(config, assets, Parameters::default()).await?;
    let inserted = if state.config.demonstration { Some(demo::prepare(&state).await?) } else { None };
    let jobs = jobs::start(&state, transport);
    tracing::info!(listen = %state.config.listen, base_url = %state.config.base_url, "ready");
    let served = serve(listener, router(state.clone()), state.clone()).await;
    jobs.stop(LONGEST_DRAIN).await;
    drop(inserted);
    state.database.handle().close().await;
    served.map_err(|error| Failure::failed(format!("the server ended: {error}")))
}
