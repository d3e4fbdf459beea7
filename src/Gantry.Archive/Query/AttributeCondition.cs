using System.Text.Json.Serialization;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Query;

/// <summary>A condition on an attribute, as administrators write it in routing rules and views.</summary>
/// <param name="Attribute">Keyword or tag.</param>
/// <param name="Patterns">
/// One must match a value of it: '*' is any run of characters, '?' any one; case does not matter. An empty pattern matches an absent or empty attribute.
/// Of a date a pattern may be a <see cref="DayRange"/>.
/// </param>
/// <param name="Negated">None may match.</param>
public sealed record AttributeCondition(string Attribute, IReadOnlyList<string> Patterns, bool Negated = false)
{
    /// <summary>Null where the attribute is not known.</summary>
    [JsonIgnore]
    public DicomTag? Tag => DicomDictionary.TryParseTag(Attribute, out DicomTag tag) ? tag : null;

    /// <summary>From "Modality=CT" or "Modality!=CT,MR"; null where it is neither.</summary>
    public static AttributeCondition? Parse(string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 1)
        {
            return null;
        }

        bool negated = text[at - 1] == '!';
        return new AttributeCondition(text[..(negated ? at - 1 : at)].Trim(), text[(at + 1)..].Split(',', StringSplitOptions.TrimEntries), negated);
    }

    /// <summary>What is wrong, in words for a person; null when all is well.</summary>
    public string? FindFault() =>
        Tag is not { } tag ? $"'{Attribute}' is neither a keyword nor a tag"
        : DicomDictionary.VrOf(tag) == Vr.DA && Patterns.FirstOrDefault(p => p.Contains('-', StringComparison.Ordinal) && !DayRange.TryParse(p, default, out _)) is { } range
            ? $"'{range}' is not a range of dates: 20240101-20241231, 20240101-, -20201231, or days counted from today as in -90d-"
        : null;

    /// <summary>Makes it ready for many data sets; it is without fault.</summary>
    /// <param name="today">From which days are counted.</param>
    public BoundCondition Bind(DateOnly today) => new(Tag!.Value, Patterns, Negated, today);

    public override string ToString() => $"{Attribute}{(Negated ? "!" : "")}={string.Join(',', Patterns)}";
}
