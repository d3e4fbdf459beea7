using Gantry.Archive.Views;
using Gantry.Dicom;

namespace Gantry.Archive.Query;

/// <summary>A request after all that does not depend on the backend has been decided. A backend narrows by its indexes; <see cref="RowMatch"/> decides.</summary>
public sealed record QueryPlan
{
    public required QueryLevel Level { get; init; }
    public required IReadOnlyList<PlannedKey> Keys { get; init; }

    /// <summary>Folded words, each of which begins some word of the study (<see cref="StudyWords"/>).</summary>
    public required IReadOnlyList<string> Terms { get; init; }
    public required IReadOnlyList<(QueryAttribute Attribute, bool Descending)> Order { get; init; }

    /// <summary>What each match returns, without twins.</summary>
    public required IReadOnlyList<QueryAttribute> Returned { get; init; }
    public required IReadOnlyList<DicomTag> UnsupportedKeys { get; init; }
    public QueryZone? Zone { get; init; }

    /// <summary>Only what is in it; null for all.</summary>
    public ViewScope? Scope { get; init; }
    public required int Offset { get; init; }
    public required int Limit { get; init; }
}
