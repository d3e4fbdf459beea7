using System.Text.Json.Serialization;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Routing;

/// <summary>A condition on an attribute of the instance.</summary>
/// <param name="Attribute">Keyword or tag.</param>
/// <param name="Patterns">One must match a value of it: '*' is any run of characters, '?' any one; case does not matter. An empty pattern matches an absent or empty attribute.</param>
/// <param name="Negated">None may match.</param>
public sealed record RouteCondition(string Attribute, IReadOnlyList<string> Patterns, bool Negated = false)
{
    /// <summary>Null where the attribute is not known.</summary>
    [JsonIgnore]
    public DicomTag? Tag => DicomDictionary.TryParseTag(Attribute, out DicomTag tag) ? tag : null;

    public bool Holds(Dataset dataset)
    {
        IReadOnlyList<string> values = dataset.GetStrings(Tag!.Value);
        bool matches = Patterns.Any(p => p.Length == 0 ? values.All(v => v.Length == 0) : values.Any(v => Wildcards.Match(v.ToUpperInvariant(), p.ToUpperInvariant())));
        return matches != Negated;
    }

    /// <summary>From "Modality=CT" or "Modality!=CT,MR"; null where it is neither.</summary>
    public static RouteCondition? Parse(string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 1)
        {
            return null;
        }

        bool negated = text[at - 1] == '!';
        return new RouteCondition(text[..(negated ? at - 1 : at)].Trim(), text[(at + 1)..].Split(',', StringSplitOptions.TrimEntries), negated);
    }

    public override string ToString() => $"{Attribute}{(Negated ? "!" : "")}={string.Join(',', Patterns)}";
}
