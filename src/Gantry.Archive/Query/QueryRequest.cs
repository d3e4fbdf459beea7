using Gantry.Archive.Views;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;

namespace Gantry.Archive.Query;

public enum QueryLevel { Patient, Study, Series, Instance }

/// <summary>How one key is matched (PS3.4 C.2.2.2).</summary>
public abstract record KeyMatch
{
    private KeyMatch() { }

    /// <summary>Exactly one of these values; one value is single value matching, several are a list of UIDs.</summary>
    public sealed record AnyOf(IReadOnlyList<string> Values) : KeyMatch;

    /// <summary>'*' is any run of characters, '?' any one.</summary>
    public sealed record Wildcard(string Pattern) : KeyMatch;

    /// <summary>Both ends inclusive; null is open.</summary>
    public sealed record Range(string? From, string? To) : KeyMatch;

    /// <summary>An item of the sequence matches all of these keys.</summary>
    public sealed record Item(IReadOnlyList<QueryKey> Keys) : KeyMatch;

    /// <summary>Words of a person's name begin with these words, in any order, case and accents apart (fuzzymatching).</summary>
    public sealed record FuzzyName(string Text) : KeyMatch;

    /// <summary>No value, or not there at all (empty value matching, PS3.4 C.2.2.2.7).</summary>
    public sealed record Empty : KeyMatch;

    /// <summary>Any one of these (multiple value matching, PS3.4 C.2.2.2.8); where all are exact values <see cref="AnyOf"/> says it shorter.</summary>
    public sealed record OneOf(IReadOnlyList<KeyMatch> Matches) : KeyMatch;
}

public sealed record QueryKey(DicomTag Tag, KeyMatch Match);

public sealed record QueryOrder(DicomTag Tag, bool Descending);

/// <summary>A question to the archive; all ways in ask with this.</summary>
public sealed record QueryRequest
{
    public required QueryLevel Level { get; init; }
    public IReadOnlyList<QueryKey> Keys { get; init; } = [];

    /// <summary>Attributes to return beyond the level's defaults.</summary>
    public IReadOnlyList<DicomTag> Include { get; init; } = [];

    /// <summary>Return what the level returns unasked; otherwise only its unique keys and those above it, and what was asked for.</summary>
    public bool ReturnsDefaults { get; init; } = true;

    /// <summary>Return every attribute held at the level.</summary>
    public bool IncludeAll { get; init; }
    public IReadOnlyList<QueryOrder> Order { get; init; } = [];
    public int Offset { get; init; }
    public int Limit { get; init; } = 100;

    /// <summary>A date range and the range of its time are one range of moments; otherwise each is matched by itself (PS3.4 C.2.2.2.5).</summary>
    public bool CombinesDateTimes { get; init; } = true;

    /// <summary>The zone in which the asker means and gets dates and times; null for each study's own.</summary>
    public QueryZone? Zone { get; init; }

    /// <summary>Any word of patient's name, identifier, accession number, description, modality or date begins with each of these words: the study list's one box.</summary>
    public string? FreeText { get; init; }

    /// <summary>What the asker may see; null for all. Matches, counts and computed attributes are of that alone.</summary>
    public ViewScope? Scope { get; init; }
}

/// <param name="Matches">One data set a match, text in UTF-8, only attributes that are held; computed counts included.</param>
/// <param name="HasMore">More matches follow the last one.</param>
/// <param name="UnsupportedKeys">Keys that were not used for matching because nothing is held of them.</param>
public sealed record QueryResult(IReadOnlyList<Dataset> Matches, bool HasMore, IReadOnlyList<DicomTag> UnsupportedKeys);
