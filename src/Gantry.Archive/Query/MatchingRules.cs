using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Query;

/// <summary>Does a value match a key (PS3.4 C.2.2.2)? Of several values one is enough. The one truth for every backend and way in.</summary>
public static class MatchingRules
{
    /// <summary>Is this kind of matching defined for the attribute? Ranges are for dates and times, items for code sequences, fuzzy names for PN.</summary>
    public static bool CanMatch(QueryAttribute attribute, KeyMatch match) => match switch
    {
        KeyMatch.Range => attribute.Vr is Vr.DA or Vr.TM,
        KeyMatch.Item item => attribute.IsCode && item.Keys.All(k => CodePart(k.Tag) >= 0),
        KeyMatch.FuzzyName => attribute.Vr == Vr.PN,
        KeyMatch.OneOf any => any.Matches.All(m => CanMatch(attribute, m)),
        KeyMatch.Empty => true,
        _ => !attribute.IsCode,
    };

    /// <summary>Looks at a held value: several are joined by '\'. What is not there matches no key but the empty one.</summary>
    public static bool Matches(QueryAttribute attribute, string? held, KeyMatch match)
    {
        if (match is KeyMatch.OneOf any)
        {
            return any.Matches.Any(m => Matches(attribute, held, m));
        }

        if (string.IsNullOrEmpty(held) || match is KeyMatch.Empty)
        {
            return string.IsNullOrEmpty(held) && match is KeyMatch.Empty;
        }

        if (match is KeyMatch.Item item)
        {
            string[] parts = held.Split('\\');
            return item.Keys.All(k => MatchesCodePart(parts, k));
        }

        if (attribute.Vr is Vr.LT or Vr.ST or Vr.UT || !held.Contains('\\', StringComparison.Ordinal))
        {
            return MatchesOne(attribute.Vr, held, match);
        }

        foreach (string value in held.Split('\\'))
        {
            if (MatchesOne(attribute.Vr, value, match))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MatchesOne(Vr vr, string value, KeyMatch match) => match switch
    {
        KeyMatch.AnyOf any when vr == Vr.PN => any.Values.Any(wanted => NameMatch.Equal(value, wanted)),
        KeyMatch.AnyOf any => any.Values.Any(wanted => ValueMatch.Equal(vr, value, wanted)),
        KeyMatch.Wildcard wildcard when vr == Vr.PN => NameMatch.Like(value, wildcard.Pattern),
        KeyMatch.Wildcard wildcard => Wildcards.Match(value.AsSpan().Trim(' '), wildcard.Pattern.AsSpan().Trim(' ')),
        KeyMatch.Range range when vr == Vr.DA => DateValue.IsIn(value, range.From, range.To),
        KeyMatch.Range range => TimeValue.IsIn(value, range.From, range.To),
        KeyMatch.FuzzyName name => NameMatch.Fuzzy(value, name.Text),
        _ => false,
    };

    private static bool MatchesCodePart(string[] parts, QueryKey key)
    {
        string value = CodePart(key.Tag) is var part && part < parts.Length ? parts[part] : "";
        return key.Match switch
        {
            KeyMatch.AnyOf any => any.Values.All(string.IsNullOrEmpty) || any.Values.Contains(value),
            KeyMatch.Wildcard wildcard => Wildcards.Match(value, wildcard.Pattern),
            KeyMatch.Empty => value.Length == 0,
            KeyMatch.OneOf any => any.Matches.Any(m => MatchesCodePart(parts, key with { Match = m })),
            _ => false,
        };
    }

    private static int CodePart(DicomTag tag) =>
        tag == Tags.CodeValue ? 0 : tag == Tags.CodingSchemeDesignator ? 1 : tag == Tags.CodeMeaning ? 2 : -1;
}
