using System.IO.Compression;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>The content coding of a textual response (RFC 9110 8.4): gzip, for which series records are ready, else Brotli, else none.</summary>
internal static class ContentCoding
{
    public const string Gzip = "gzip";
    public const string Brotli = "br";

    /// <summary>The coding to use; null is none.</summary>
    public static string? Choose(HttpRequest request)
    {
        bool hasGzip = false;
        bool hasBrotli = false;
        foreach (string? text in request.Headers.AcceptEncoding)
        {
            foreach (string member in (text ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                string[] pieces = member.Split(';', 2, StringSplitOptions.TrimEntries);
                bool isRefused = pieces.Length == 2 && pieces[1].StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                    && double.TryParse(pieces[1].AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double q) && q == 0;
                hasGzip |= !isRefused && pieces[0] is Gzip or "x-gzip" or "*";
                hasBrotli |= !isRefused && pieces[0] is Brotli;
            }
        }

        return hasGzip ? Gzip : hasBrotli ? Brotli : null;
    }

    /// <summary>The stream that encodes into the response; the caller disposes it to end the body.</summary>
    public static Stream Encode(HttpResponse response, string? coding)
    {
        Stream body = response.BodyWriter.AsStream(leaveOpen: true);
        if (coding is not null)
        {
            response.Headers.ContentEncoding = coding;
        }

        return coding switch
        {
            Gzip => new GZipStream(body, CompressionLevel.Fastest),
            Brotli => new BrotliStream(body, CompressionLevel.Fastest),
            _ => new BufferedStream(body, 64 * 1024),
        };
    }
}
