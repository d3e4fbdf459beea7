using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Services.QueryRetrieve;

namespace Gantry.Server.Dimse.Find;

/// <summary>Makes a key of an element of an identifier, by its value representation (PS3.4 C.2.2.2).</summary>
internal sealed class FindKeyReader(FindNegotiation agreed)
{
    private const int MaxDepth = 4;

    /// <summary>False when the value is none that the representation can be matched with. A null key is universal: the attribute is only asked for.</summary>
    public bool TryRead(Dataset identifier, Element element, out QueryKey? key) => TryRead(identifier, element, MaxDepth, out key);

    private bool TryRead(Dataset identifier, Element element, int depth, out QueryKey? key)
    {
        key = null;
        DicomTag tag = element.Tag;
        Vr vr = element.Vr == Vr.UN ? DicomDictionary.VrOf(tag) : element.Vr;
        if (vr == Vr.SQ)
        {
            return depth == 0 || TryReadItem(identifier, tag, depth, out key);
        }

        IReadOnlyList<string> values = vr is Vr.LT or Vr.ST or Vr.UT ? [identifier.GetString(tag) ?? ""] : identifier.GetStrings(tag);
        if (values.All(string.IsNullOrWhiteSpace))
        {
            return true;
        }

        KeyMatch? match = vr switch
        {
            Vr.UI => new KeyMatch.AnyOf([.. values.Where(v => v.Length > 0)]),
            Vr.DA => Range(values, v => DateValue.TryParse(v, out _)),
            Vr.TM => Range(values, v => TimeValue.TryParse(v, out _, out _)),
            Vr.DT => new KeyMatch.AnyOf(values),
            Vr.IS or Vr.DS or Vr.US or Vr.SS or Vr.UL or Vr.SL or Vr.UV or Vr.SV or Vr.FL or Vr.FD => new KeyMatch.AnyOf(values),
            _ => Text(vr, values),
        };
        key = match is null ? null : new QueryKey(tag, match);
        return match is not null;
    }

    private bool TryReadItem(Dataset identifier, DicomTag tag, int depth, out QueryKey? key)
    {
        key = null;
        List<QueryKey> inner = [];
        foreach (Dataset item in identifier.GetItems(tag).Take(1))
        {
            foreach (Element element in item)
            {
                if (!TryRead(item, element, depth - 1, out QueryKey? nested))
                {
                    return false;
                }

                if (nested is not null)
                {
                    inner.Add(nested);
                }
            }
        }

        key = inner.Count > 0 ? new QueryKey(tag, new KeyMatch.Item(inner)) : null;
        return true;
    }

    private KeyMatch Text(Vr vr, IReadOnlyList<string> values)
    {
        if (values.Count == 1)
        {
            return One(vr, values[0]);
        }

        // Lenient: lists of codes and identifiers are taken without the negotiation of multiple value matching; a backslash is part of no such value, PS3.4 C.2.2.2.
        KeyMatch[] matches = [.. values.Where(v => v.Length > 0).Select(v => One(vr, v))];
        return Array.TrueForAll(matches, m => m is KeyMatch.AnyOf) ? new KeyMatch.AnyOf([.. values.Where(v => v.Length > 0)]) : new KeyMatch.OneOf(matches);
    }

    private KeyMatch One(Vr vr, string value) =>
        agreed.EmptyValues && value.Trim() == "\"\"" ? new KeyMatch.Empty()
        : value.AsSpan().ContainsAny('*', '?') ? new KeyMatch.Wildcard(value)
        : vr == Vr.PN && agreed.FuzzyNames ? new KeyMatch.FuzzyName(value)
        : new KeyMatch.AnyOf([value]);

    /// <summary>One value, or a range with one or both ends (PS3.4 C.2.2.2.5). Lenient: spaces around the hyphen, and '*' for any date, many modalities.</summary>
    private KeyMatch? Range(IReadOnlyList<string> values, Func<string, bool> isValue)
    {
        if (values.Count > 1)
        {
            KeyMatch?[] ranges = [.. values.Where(v => v.Length > 0).Select(v => Range([v], isValue))];
            return Array.Exists(ranges, r => r is null) ? null : new KeyMatch.OneOf(ranges!);
        }

        string text = values[0].Trim();
        if (text.AsSpan().Trim('*').IsEmpty)
        {
            return new KeyMatch.Wildcard("*");
        }

        if (agreed.EmptyValues && text == "\"\"")
        {
            return new KeyMatch.Empty();
        }

        int hyphen = text.IndexOf('-', StringComparison.Ordinal);
        if (hyphen < 0)
        {
            return isValue(text) ? new KeyMatch.AnyOf([text]) : null;
        }

        string from = text[..hyphen].Trim();
        string to = text[(hyphen + 1)..].Trim();
        bool isRange = from.Length + to.Length > 0 && (from.Length == 0 || isValue(from)) && (to.Length == 0 || isValue(to));
        return isRange ? new KeyMatch.Range(from.Length == 0 ? null : from, to.Length == 0 ? null : to) : null;
    }
}
