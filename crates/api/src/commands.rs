//! The one declaration of commands. Every host's routes and the TypeScript client come from here.

use crate::dto::*;

/// Declares the commands and derives from that one list: the dispatcher, the list of names, and
/// the types for TypeScript.
macro_rules! commands {
    ($( $(#[doc = $doc:literal])+ $name:ident : $handler:ident ( $req:ty ) -> $res:ty ; )+) => {
        /// Names of all commands, as they are on the wire.
        pub const COMMANDS: &[&str] = &[ $( stringify!($name) ),+ ];

        impl crate::Api {
            /// Runs one command. Blocks; hosts call it off their own threads of control.
            ///
            /// # Errors
            /// What the command reports, `unknownCommand`, or `badRequest` when the payload does
            /// not have the command's shape.
            pub fn call(
                &self,
                command: &str,
                payload: serde_json::Value,
            ) -> Result<serde_json::Value, crate::ApiError> {
                match command {
                    $( stringify!($name) => {
                        let request: $req = crate::wire::read(payload)?;
                        let answer: $res = self.$handler(request)?;
                        crate::wire::write(&answer)
                    } )+
                    _ => Err(crate::ApiError::new(crate::Code::UnknownCommand)),
                }
            }
        }

        /// Tells a visitor every command with its types.
        pub(crate) fn visit_commands(visitor: &mut impl CommandVisitor) {
            $( visitor.command::<$req, $res>(stringify!($name), &[ $( $doc ),+ ]); )+
        }
    };
}

/// Sees each command's name, request, answer and documentation.
pub(crate) trait CommandVisitor {
    /// One command.
    fn command<Req: ts_rs::TS + 'static, Res: ts_rs::TS + 'static>(
        &mut self,
        name: &str,
        docs: &[&str],
    );
}

commands! {
    /// Whether the wallet is open, and what keeps it shut.
    walletStatus: wallet_status(Nothing) -> WalletStatus;
    /// Makes a wallet kept by a passphrase, where no keyring answers.
    walletCreate: wallet_create(CreateWithPassphrase) -> WalletStatus;
    /// Opens a wallet kept by a passphrase.
    walletUnlock: wallet_unlock(UnlockWithPassphrase) -> WalletStatus;
    /// Opens a wallet by its recovery key.
    walletRecover: wallet_recover(UnlockWithRecovery) -> WalletStatus;
    /// Tries again to open a wallet that failed to open.
    walletRetry: wallet_retry(Nothing) -> WalletStatus;
    /// The recovery key of the open wallet.
    recoveryKey: recovery_key(Nothing) -> RecoveryKey;

    /// The home list.
    cards: cards(CardQuery) -> CardList;
    /// One card with everything.
    card: card(ById) -> CardDetail;
    /// Makes a card by hand.
    cardCreate: card_create(CardInput) -> Done;
    /// Changes a card.
    cardUpdate: card_update(CardUpdate) -> Done;
    /// Makes a second card like this one.
    cardDuplicate: card_duplicate(ById) -> Done;
    /// Archives cards or brings them back.
    cardsArchive: cards_archive(CardsSwitch) -> Done;
    /// Marks cards as favourites or not.
    cardsFavourite: cards_favourite(CardsSwitch) -> Done;
    /// Deletes cards; `undo` brings them back.
    cardsDelete: cards_delete(CardIds) -> Done;
    /// Moves a card in the manual order.
    cardMove: card_move(CardMove) -> Done;
    /// Sets or removes a picture.
    cardPhoto: card_photo(PhotoChange) -> Done;
    /// Notes that a card was shown at a checkout.
    cardUsed: card_used(ById) -> Nothing;
    /// Remembers how large the code is shown.
    checkoutSize: checkout_size(CheckoutSize) -> Nothing;
    /// Takes back a step.
    undo: undo(UndoRequest) -> Undone;

    /// Makes a group.
    groupCreate: group_create(GroupInput) -> GroupTile;
    /// Renames a group.
    groupRename: group_rename(GroupRename) -> Nothing;
    /// Deletes a group; its cards stay.
    groupDelete: group_delete(ById) -> Nothing;
    /// Sets the order of groups.
    groupsOrder: groups_order(GroupOrder) -> Nothing;
    /// Puts cards into a group or takes them out.
    groupMembers: group_members(GroupMembers) -> Done;

    /// Draws a code that is being typed, reads it back, and says what is wrong.
    symbolPreview: symbol_preview(SymbolInput) -> SymbolView;
    /// What symbologies there are.
    symbologies: symbologies(Nothing) -> Vec<SymbologyInfo>;

    /// Asks issuers for newer versions of passes, now.
    passesRefresh: passes_refresh(RefreshRequest) -> RefreshReport;
    /// The web services behind all passes that have one.
    passSources: pass_sources(Nothing) -> Vec<PassSource>;
    /// Lets a card's issuer be asked for newer versions, or not.
    passUpdates: pass_updates(CardSwitch) -> Done;
    /// Registers this device with a pass's issuer, or takes that back.
    passRegister: pass_register(CardSwitch) -> RefreshReport;
    /// Passes that are of use now or here, the most urgent first.
    relevantCards: relevant_cards(RelevantRequest) -> Vec<RelevantCard>;
    /// Tells the core what happened in the world.
    wake: wake(WakeRequest) -> Nothing;

    /// The timeline.
    activity: activity(ActivityQuery) -> ActivityPage;
    /// The timeline as a table for spreadsheets.
    activityCsv: activity_csv(OfCard) -> ExportedFile;
    /// What was earned, spent, paid and saved, by month.
    figures: figures(OfCard) -> Figures;
    /// Finds offers, receipts and rewards.
    find: find(FindRequest) -> Finds;
    /// Offers of all cards, those that end first, first.
    offers: offers(Nothing) -> Vec<CardOffer>;
    /// Rewards of all connected shops: what can be had first, then what is nearest.
    rewards: rewards(Nothing) -> Vec<CardReward>;
    /// What the shopper saved so far.
    savings: savings(Nothing) -> Savings;
    /// Says what a field of a card's issuer means, on all its passes.
    fieldMeaning: field_meaning(FieldCorrection) -> Done;
    /// Notices about a card, or none.
    cardMuted: card_muted(CardSwitch) -> Done;
    /// A card as a file for other wallets.
    cardExport: card_export(ExportRequest) -> ExportedFile;

    /// Looks for a shop at an address, or behind an invite's link.
    shopFind: shop_find(ShopSearch) -> FoundShop;
    /// Begins to connect a shop that was found: open the answer's address in the browser.
    shopConnect: shop_connect(ShopConnect) -> Connecting;
    /// Begins to sign in again where a sign-in is over.
    shopSignIn: shop_sign_in(ShopSignIn) -> Connecting;
    /// How connecting goes. `jobChanged` events say when to ask again; `jobCancel` gives it up.
    shopConnectResult: shop_connect_result(JobRef) -> ConnectResult;
    /// Asks a card's shop to do something.
    shopWish: shop_wish(ShopWishRequest) -> Asked;
    /// Takes back a wish that was not sent yet; `id` is the wish.
    shopUnwish: shop_unwish(ById) -> Nothing;
    /// Everything that a card's shop holds on the shopper, as a file; `id` is the card.
    shopExport: shop_export(ById) -> ExportedFile;
    /// Deletes what a card's shop holds on the shopper, and the connection; `id` is the card. A
    /// card that came with the connection goes too.
    shopLeave: shop_leave(ById) -> Nothing;
    /// All connections to shops.
    connections: connections(Nothing) -> Vec<ShopConnection>;
    /// Everything that a card's shop says; `id` is the card.
    shop: shop(ById) -> ShopView;
    /// What a connected card shows at the till; absent when it has no code of the shop's yet.
    memberCode: member_code(MemberCodeRequest) -> Option<MemberCodeView>;
    /// One receipt of a card's shop.
    receipt: receipt(ReceiptRequest) -> Receipt;
    /// Keeps a receipt, so that it stays when its shop goes; or no longer.
    receiptKeep: receipt_keep(ReceiptKeep) -> Nothing;
    /// Notes a warranty on a receipt or one of its lines, and keeps the receipt.
    warranty: warranty(WarrantyChange) -> Nothing;
    /// A receipt as a file to read, print or hand on.
    receiptSave: receipt_save(ReceiptSave) -> ExportedFile;
    /// Ends a connection; the shop hears of it as soon as it can be reached.
    shopDisconnect: shop_disconnect(ShopDisconnect) -> Done;

    /// Looks at a pass file without keeping it; `id` is an upload.
    passInspect: pass_inspect(ById) -> PassInspection;

    /// What an import would do.
    importPreview: import_preview(ImportRequest) -> ImportPreview;
    /// Carries a previewed import out.
    importApply: import_apply(ImportApply) -> ImportReport;
    /// Takes the files that were opened with the app.
    openedFiles: opened_files(Nothing) -> OpenedFiles;
    /// Takes the address of a shop that was opened with the app.
    openedAddress: take_opened_address(Nothing) -> OpenedAddress;
    /// Cancels a running job.
    jobCancel: job_cancel(JobRef) -> Nothing;

    /// Reads the settings.
    settings: settings(Nothing) -> Settings;
    /// Writes the settings.
    settingsUpdate: settings_update(Settings) -> Settings;
}
