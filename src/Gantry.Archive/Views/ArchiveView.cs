using Gantry.Archive.Query;

namespace Gantry.Archive.Views;

/// <summary>A named part of the archive: the series for which all its conditions hold. Peers that are given views have what is in them, and nothing else.</summary>
public sealed record ArchiveView
{
    private const int MaxNameLength = 64;

    /// <summary>What people call it; one of its kind, without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>On attributes of the patient, study or series that the index holds.</summary>
    public IReadOnlyList<AttributeCondition> Conditions { get; init; } = [];

    /// <summary>Calling AE titles, one of which sent the first instance of the series: what somebody adds later does not move it into another view. Empty for any sender.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>What is wrong, in words for a person; null when all is well.</summary>
    public string? FindFault() =>
        Name.Length is 0 or > MaxNameLength || Name != Name.Trim() || Name.Any(c => c is < ' ' or > '~' or '/' or '\\' or '?' or '#' or '%')
            ? $"a name has 1 to {MaxNameLength} printable ASCII characters, none of them / \\ ? # %"
        : Conditions.Count == 0 && Sources.Count == 0 ? "a view has at least one condition or source"
        : Conditions.Select(c => c.FindFault()).FirstOrDefault(f => f is not null) is { } fault ? fault
        : Conditions.FirstOrDefault(c => !ViewScope.CanAsk(c.Tag!.Value)) is { } unheld ? $"the index holds no {unheld.Attribute} of patients, studies or series"
        : null;
}
