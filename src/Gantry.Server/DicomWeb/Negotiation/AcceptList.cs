using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Negotiation;

/// <summary>
/// What a request accepts (PS3.18 8.7.5-8.7.8): the accept query parameter first, then the Accept header. The representation with the highest weight
/// wins; among equals a range that names it wins over a wildcard, then the server's order.
/// </summary>
public sealed class AcceptList
{
    private readonly List<MediaRange> query;
    private readonly List<MediaRange> header;

    private AcceptList(List<MediaRange> query, List<MediaRange> header)
    {
        this.query = query;
        this.header = header;
    }

    /// <summary>The client says nothing, or takes anything alike.</summary>
    public bool SaysNothing => query.Count == 0 && header.TrueForAll(range => range.IsAnything);

    /// <summary>False when a member of either list is not a media range; <paramref name="wrong"/> then says which text.</summary>
    public static bool TryRead(HttpRequest request, out AcceptList list, out string wrong)
    {
        List<MediaRange> query = [];
        List<MediaRange> header = [];
        list = new AcceptList(query, header);
        foreach (string? text in request.Query["accept"])
        {
            // In a query '+' of "dicom+json" arrives as a space unless the client escaped it. Lenient: many do not, PS3.18 8.3.3.1.
            if (!MediaRanges.TryParse(text?.Replace("dicom json", "dicom+json", StringComparison.Ordinal).Replace("dicom xml", "dicom+xml", StringComparison.Ordinal), query))
            {
                wrong = $"the accept query parameter '{text}'";
                return false;
            }
        }

        foreach (string? text in request.Headers.Accept)
        {
            if (!MediaRanges.TryParse(text, header))
            {
                wrong = $"the Accept header '{text}'";
                return false;
            }
        }

        wrong = "";
        return true;
    }

    /// <summary>Makes a list from texts, as of a header.</summary>
    public static AcceptList? Parse(string header)
    {
        List<MediaRange> ranges = [];
        return MediaRanges.TryParse(header, ranges) ? new AcceptList([], ranges) : null;
    }

    /// <summary>The best of the offers, which stand in the server's order of preference; null when none is acceptable.</summary>
    public Representation? Choose(IReadOnlyList<Representation> offers)
    {
        if (query.Count > 0 && Choose(query, offers) is { } byQuery)
        {
            return byQuery;
        }

        return header.Count == 0 && query.Count == 0 ? offers[0] : Choose(header, offers);
    }

    private static Representation? Choose(List<MediaRange> ranges, IReadOnlyList<Representation> offers)
    {
        Representation? best = null;
        (double Quality, int Precision) bestScore = (0, 0);
        foreach (Representation offer in offers)
        {
            (double, int) score = Score(ranges, offer);
            if (score.CompareTo(bestScore) > 0)
            {
                (best, bestScore) = (offer, score);
            }
        }

        return best;
    }

    /// <summary>The weight that the most precise range gives the offer (RFC 9110 12.5.1).</summary>
    private static (double Quality, int Precision) Score(List<MediaRange> ranges, Representation offer)
    {
        (double Quality, int Precision) score = (0, 0);
        foreach (MediaRange range in ranges)
        {
            int precision = Precision(range, offer);
            if (precision > score.Precision || (precision > 0 && precision == score.Precision && range.Quality > score.Quality))
            {
                score = (range.Quality, precision);
            }
        }

        return score.Quality > 0 ? score : default;
    }

    /// <summary>0: does not match; 1: by <c>*/*</c>; more the more it says.</summary>
    private static int Precision(MediaRange range, Representation offer)
    {
        if (range.IsAnything)
        {
            return 1;
        }

        string type = range.Type;
        string subtype = range.Subtype;
        if (range.IsMultipart)
        {
            if (!offer.IsMultipart || subtype is not ("related" or "*"))
            {
                return 0;
            }

            if (range.RootType is null)
            {
                return range.TransferSyntax is null || MatchesSyntax(range, offer) ? 2 : 0;
            }

            int slash = range.RootType.IndexOf('/', StringComparison.Ordinal);
            (type, subtype) = slash < 0 ? (range.RootType, "") : (range.RootType[..slash], range.RootType[(slash + 1)..]);
        }
        else if (offer.IsMultipart)
        {
            return 0;
        }

        bool isWild = subtype == "*";
        bool matches = type == "*" || (isWild
            ? offer.MediaType.StartsWith(type + "/", StringComparison.Ordinal)
            : offer.MediaType.Length == type.Length + subtype.Length + 1
                && offer.MediaType.StartsWith(type, StringComparison.Ordinal) && offer.MediaType.EndsWith("/" + subtype, StringComparison.Ordinal));
        if (!matches || !MatchesSyntax(range, offer))
        {
            return 0;
        }

        return (isWild || type == "*" ? 3 : 4) + (range.TransferSyntax is null or "*" ? 0 : 1);
    }

    private static bool MatchesSyntax(MediaRange range, Representation offer) => range.TransferSyntax switch
    {
        null => offer.IsDefaultSyntax,
        "*" => true,
        _ => range.TransferSyntax == offer.TransferSyntax,
    };
}
