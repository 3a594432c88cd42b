//! Rows and columns; on a narrow screen each row becomes a list.

use leptos::prelude::*;

use super::{Size, size::classes};

/// One row: as many cells as there are columns. A cell is a text or a view.
pub struct TableRow(Vec<AnyView>);

impl TableRow {
    /// A row without cells.
    #[must_use]
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// The same, with one more cell.
    #[must_use]
    pub fn cell(mut self, cell: impl IntoAny) -> Self {
        self.0.push(cell.into_any());
        self
    }
}

impl Default for TableRow {
    fn default() -> Self {
        Self::new()
    }
}

/// The table. The column's heading is repeated in each cell, shown on a narrow screen only and not
/// read out twice; the roles keep it a table for a screen reader when the style makes it a list.
#[component]
pub fn Table(
    /// What the table shows.
    #[prop(into)]
    caption: String,
    /// How large the caption is set.
    #[prop(optional_no_strip, into)]
    caption_size: Option<Size>,
    /// Whether only a screen reader says it, because the heading above shows it.
    #[prop(optional)]
    caption_hidden: bool,
    /// The columns' headings.
    columns: Vec<String>,
    /// The rows.
    rows: Vec<TableRow>,
    /// Whether the first cell of a row names the row.
    #[prop(optional)]
    first_cell_is_header: bool,
    /// Whether rows become lists on a narrow screen.
    #[prop(default = true)]
    responsive: bool,
) -> impl IntoView {
    let size = caption_size.map(|size| match size {
        Size::S => "nhsuk-table__caption--s",
        Size::M => "nhsuk-table__caption--m",
        Size::L => "nhsuk-table__caption--l",
        Size::Xl => "nhsuk-table__caption--xl",
    });
    let role = move |role: &'static str| responsive.then_some(role);
    let rows = rows
        .into_iter()
        .map(|TableRow(cells)| {
            let cells = cells
                .into_iter()
                .enumerate()
                .map(|(place, cell)| {
                    let heading = columns.get(place).filter(|_| responsive).map(|column| {
                        view! {
                            <span class="nhsuk-table__heading" aria-hidden="true">
                                {format!("{column} ")}
                            </span>
                        }
                    });
                    if first_cell_is_header && place == 0 {
                        view! {
                            <th class="nhsuk-table__header" scope="row" role=role("rowheader")>
                                {heading}
                                {cell}
                            </th>
                        }
                        .into_any()
                    } else {
                        view! {
                            <td class="nhsuk-table__cell" role=role("cell")>
                                {heading}
                                {cell}
                            </td>
                        }
                        .into_any()
                    }
                })
                .collect_view();
            view! {
                <tr class="nhsuk-table__row" role=role("row")>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    let head = columns
        .into_iter()
        .map(|column| {
            view! {
                <th class="nhsuk-table__header" scope="col" role=role("columnheader")>
                    {column}
                </th>
            }
        })
        .collect_view();
    view! {
        <table
            class=classes([Some("nhsuk-table"), responsive.then_some("nhsuk-table--responsive")])
            role=role("table")
        >
            <caption class=classes([Some("nhsuk-table__caption"), size, caption_hidden.then_some("nhsuk-u-visually-hidden")])>{caption}</caption>
            <thead class="nhsuk-table__head" role=role("rowgroup")>
                <tr class="nhsuk-table__row" role=role("row")>
                    {head}
                </tr>
            </thead>
            <tbody class="nhsuk-table__body">{rows}</tbody>
        </table>
    }
}
