using System.Globalization;

namespace Gantry.Server.DicomWeb.Negotiation;

/// <summary>Reads lists of media ranges. Lenient: <c>type=application/dicom</c> without quotes is not a token (RFC 9110 5.6.6) but frequent in real clients.</summary>
public static class MediaRanges
{
    private const int MaxRanges = 100;

    /// <summary>Reads a comma-separated list; false when one of its members is not a media range.</summary>
    public static bool TryParse(string? text, List<MediaRange> ranges)
    {
        foreach (string member in SplitOutsideQuotes(text ?? "", ','))
        {
            string trimmed = member.Trim();
            if (trimmed.Length == 0)
            {
                continue;
            }

            if (ranges.Count == MaxRanges || ParseOne(trimmed) is not { } range)
            {
                return false;
            }

            ranges.Add(range);
        }

        return true;
    }

    /// <summary>Reads one media type with its parameters, such as a Content-Type.</summary>
    public static bool TryParseMediaType(string? text, out string mediaType, out Dictionary<string, string> parameters)
    {
        parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        List<string> pieces = SplitOutsideQuotes(text ?? "", ';');
        mediaType = pieces.Count == 0 ? "" : pieces[0].Trim().ToLowerInvariant();
        int slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == mediaType.Length - 1 || mediaType.AsSpan().ContainsAny(" \t\"=,"))
        {
            return false;
        }

        for (int i = 1; i < pieces.Count; i++)
        {
            string piece = pieces[i].Trim();
            int equals = piece.IndexOf('=', StringComparison.Ordinal);
            if (piece.Length == 0)
            {
                continue;
            }

            if (equals <= 0)
            {
                return false;
            }

            parameters.TryAdd(piece[..equals].Trim(), Unquote(piece[(equals + 1)..].Trim()));
        }

        return true;
    }

    private static MediaRange? ParseOne(string text)
    {
        if (!TryParseMediaType(text, out string mediaType, out Dictionary<string, string> parameters))
        {
            return null;
        }

        double quality = 1;
        if (parameters.TryGetValue("q", out string? q)
            && !(double.TryParse(q, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out quality) && quality <= 1))
        {
            return null;
        }

        int slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        // A root type may bring parameters of its own in the quoted string: they count as the range's.
        string? root = parameters.GetValueOrDefault("type");
        string? syntax = parameters.GetValueOrDefault("transfer-syntax");
        if (root is not null && TryParseMediaType(root, out string rootType, out Dictionary<string, string> inner))
        {
            root = rootType;
            syntax ??= inner.GetValueOrDefault("transfer-syntax");
        }

        return new MediaRange(mediaType[..slash], mediaType[(slash + 1)..], root, syntax, quality);
    }

    private static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] != '"' || value[^1] != '"')
        {
            return value;
        }

        return value[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
    }

    private static List<string> SplitOutsideQuotes(string text, char separator)
    {
        List<string> pieces = [];
        bool isQuoted = false;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && isQuoted)
            {
                i++;
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c == separator && !isQuoted)
            {
                pieces.Add(text[start..i]);
                start = i + 1;
            }
        }

        pieces.Add(text[start..]);
        return pieces;
    }
}
