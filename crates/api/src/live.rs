//! Passes that stay fresh, at the edge.

use crate::dto::*;
use crate::{Api, ApiError};

impl Api {
    pub(crate) fn passes_refresh(&self, _: RefreshRequest) -> Result<RefreshReport, ApiError> {
        todo!()
    }
    pub(crate) fn pass_sources(&self, _: Nothing) -> Result<Vec<PassSource>, ApiError> {
        todo!()
    }
    pub(crate) fn pass_updates(&self, _: CardSwitch) -> Result<Done, ApiError> {
        todo!()
    }
    pub(crate) fn pass_register(&self, _: CardSwitch) -> Result<RefreshReport, ApiError> {
        todo!()
    }
    pub(crate) fn relevant_cards(&self, _: RelevantRequest) -> Result<Vec<RelevantCard>, ApiError> {
        todo!()
    }
    pub(crate) fn wake(&self, _: WakeRequest) -> Result<Nothing, ApiError> {
        todo!()
    }
    pub(crate) fn activity(&self, _: ActivityQuery) -> Result<ActivityPage, ApiError> {
        todo!()
    }
    pub(crate) fn offers(&self, _: Nothing) -> Result<Vec<CardOffer>, ApiError> {
        todo!()
    }
    pub(crate) fn field_meaning(&self, _: FieldCorrection) -> Result<Done, ApiError> {
        todo!()
    }
    pub(crate) fn card_muted(&self, _: CardSwitch) -> Result<Done, ApiError> {
        todo!()
    }
    pub(crate) fn card_export(&self, _: ExportRequest) -> Result<ExportedFile, ApiError> {
        todo!()
    }
}
