using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>The one range of bytes that a request asks for (RFC 9110 14.2), within a representation whose length is known.</summary>
internal readonly record struct RequestedRange(long Offset, long Length)
{
    /// <summary>
    /// Reads Range and If-Range and sets status, Content-Range, Accept-Ranges and Content-Length. Null when the range cannot be satisfied: the response is
    /// then 416 and complete. Several ranges, and units other than bytes, are answered with the whole, as RFC 9110 14.2 allows.
    /// </summary>
    public static RequestedRange? Apply(HttpContext context, long total, string tag)
    {
        HttpResponse response = context.Response;
        response.Headers.AcceptRanges = "bytes";
        RequestedRange range = new(0, total);
        string text = context.Request.Headers.Range.ToString();
        string condition = context.Request.Headers.IfRange.ToString();
        if (text.Length > 0 && (condition.Length == 0 || condition == tag) && TryParse(text, total, out range, out bool isSatisfiable))
        {
            if (!isSatisfiable)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{total}");
                return null;
            }

            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {range.Offset}-{range.Offset + range.Length - 1}/{total}");
        }

        response.ContentLength = range.Length;
        return range;
    }

    private static bool TryParse(string text, long total, out RequestedRange range, out bool isSatisfiable)
    {
        range = new RequestedRange(0, total);
        isSatisfiable = true;
        if (!text.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase) || text.Contains(',', StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> spec = text.AsSpan(6).Trim();
        int hyphen = spec.IndexOf('-');
        if (hyphen < 0)
        {
            return false;
        }

        bool hasFirst = TryNumber(spec[..hyphen], out long first);
        bool hasLast = TryNumber(spec[(hyphen + 1)..], out long last);
        if ((!hasFirst && hyphen > 0) || (!hasLast && hyphen < spec.Length - 1) || (!hasFirst && !hasLast) || (hasFirst && hasLast && last < first))
        {
            return false;
        }

        if (!hasFirst)
        {
            first = Math.Max(0, total - last);
            isSatisfiable = last > 0 && total > 0;
            last = total - 1;
        }
        else
        {
            last = hasLast ? Math.Min(last, total - 1) : total - 1;
            isSatisfiable = first < total;
        }

        range = isSatisfiable ? new RequestedRange(first, last - first + 1) : range;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
