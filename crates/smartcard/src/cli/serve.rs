//! `serve`: answer pages, in the foreground. A service manager or a person ends it.

use std::{path::PathBuf, sync::Arc};

use tokio::{
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
};

use crate::{
    agent::Agent,
    config::Config,
    failure::Failure,
    system::{self, Lock},
    web::{listen, router},
};

/// Serves until SIGTERM or SIGINT.
pub fn run(config: &Config, port: Option<u16>) -> Result<(), Failure> {
    if config.origins.is_empty() {
        let file = system::configuration_file()?;
        return Err(Failure::usage(format!(
            "no website may ask yet. Name yours: --origin https://identity.example.org, or in {} `origins = [\"https://identity.example.org\"]`",
            file.display()
        )));
    }
    let mut lock = Lock::take()?;
    // Before the memory is hidden: after that, nobody is told this process's program, itself included.
    let program = own_program()?;
    system::hide_memory();
    runtime()?.block_on(async {
        let agent = Arc::new(Agent::new(config, &program)?);
        let listener = listen::bind(port).await?;
        let address = listener.local_addr().map_err(|error| Failure::failed(format!("no address: {error}")))?;
        lock.note(address.port());
        tracing::info!("listening on {address} for {}", config.origins.join(", "));
        for module in &config.modules {
            match module.exists() {
                true => tracing::info!("cards through {}", module.display()),
                false => tracing::warn!("{} is not there: no card is read through it", module.display()),
            }
        }
        if config.modules.is_empty() {
            tracing::warn!("no PKCS#11 module was found: name your card's with --module");
        }
        let signals = |kind| signal(kind).map_err(|error| Failure::failed(format!("no signals: {error}")));
        let (mut terminate, mut interrupt) = (signals(SignalKind::terminate())?, signals(SignalKind::interrupt())?);
        tokio::select! {
            () = listen::serve(listener, router(agent), system::user()) => {}
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("ended");
        Ok(())
    })
}

/// This program's own file, which the processes of modules run.
pub fn own_program() -> Result<PathBuf, Failure> {
    std::env::current_exe().map_err(|error| Failure::failed(format!("this program does not find itself: {error}")))
}

/// What asynchronous work runs on. A module's process ends with the thread that started it, and these live as long as we do.
pub fn runtime() -> Result<Runtime, Failure> {
    let built = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    built.map_err(|error| Failure::failed(format!("the program cannot start its threads: {error}")))
}
