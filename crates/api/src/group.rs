//! Groups between the edge and the wallet.

use kantis_wallet::GroupId;

use crate::convert::{self, id_of};
use crate::dto::{
    ById, Done, GroupInput, GroupMembers, GroupOrder, GroupRename, GroupTile, Nothing,
};
use crate::{Api, ApiError, Event};

impl Api {
    pub(crate) fn group_create(&self, input: GroupInput) -> Result<GroupTile, ApiError> {
        let group = self
            .wallet()?
            .group_create(&input.name)
            .map_err(convert::error)?;
        self.tell(Event::GroupsChanged);
        Ok(convert::group(&group))
    }

    pub(crate) fn group_rename(&self, request: GroupRename) -> Result<Nothing, ApiError> {
        let id = id_of(&request.id)?;
        self.wallet()?
            .group_rename(id, &request.name)
            .map_err(convert::error)?;
        self.tell(Event::GroupsChanged);
        Ok(Nothing {})
    }

    pub(crate) fn group_delete(&self, request: ById) -> Result<Nothing, ApiError> {
        let id = id_of(&request.id)?;
        self.wallet()?.group_delete(id).map_err(convert::error)?;
        self.tell(Event::GroupsChanged);
        Ok(Nothing {})
    }

    pub(crate) fn groups_order(&self, request: GroupOrder) -> Result<Nothing, ApiError> {
        let ids: Vec<GroupId> = request
            .ids
            .iter()
            .map(|id| id_of(id))
            .collect::<Result<_, _>>()?;
        self.wallet()?.group_order(&ids).map_err(convert::error)?;
        self.tell(Event::GroupsChanged);
        Ok(Nothing {})
    }

    pub(crate) fn group_members(&self, request: GroupMembers) -> Result<Done, ApiError> {
        let id = id_of(&request.id)?;
        let cards: Vec<_> = request
            .cards
            .iter()
            .map(|id| id_of(id))
            .collect::<Result<_, _>>()?;
        let change = self
            .wallet()?
            .group_members(id, &cards, request.on)
            .map_err(convert::error)?;
        self.tell(Event::GroupsChanged);
        self.changed(change)
    }
}
