//! The JSON API. `/healthz` answers from the first moment, `/readyz` once the database is migrated.

use std::sync::{Arc, OnceLock};

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use crate::database::Database;

/// What is answered where there is no answer.
type Refusal = (StatusCode, &'static str);

/// What the handlers share: the database, once it is migrated.
#[derive(Clone, Debug, Default)]
pub(crate) struct State(Arc<OnceLock<Database>>);

impl State {
    /// Lets requests through to the database.
    pub(crate) fn ready(&self, database: Database) {
        // Only the first call has an effect, and there is only one.
        let _ = self.0.set(database);
    }

    fn database(&self) -> Result<&Database, Refusal> {
        let migrating = (StatusCode::SERVICE_UNAVAILABLE, "migrating\n");
        self.0.get().ok_or(migrating)
    }
}

pub(crate) fn router(state: State) -> Router {
    Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .route("/institutions", get(institutions))
        .route("/documents", get(documents))
        .route("/documents/{id}/messages", get(messages))
        .with_state(state)
}

async fn ready(Shared(state): Shared<State>) -> Result<&'static str, Refusal> {
    state.database().map(|_| "ready\n")
}

async fn institutions(Shared(state): Shared<State>) -> Result<Response, Refusal> {
    json(state.database()?.institutions().await)
}

async fn documents(Shared(state): Shared<State>) -> Result<Response, Refusal> {
    json(state.database()?.documents().await)
}

async fn messages(
    Shared(state): Shared<State>,
    Path(document): Path<i64>,
) -> Result<Response, Refusal> {
    json(state.database()?.messages(document).await)
}

fn json<T: Serialize>(answer: Result<T, sqlx::Error>) -> Result<Response, Refusal> {
    let failed = |_| (StatusCode::INTERNAL_SERVER_ERROR, "database error\n");
    answer
        .map(|value| Json(value).into_response())
        .map_err(failed)
}
