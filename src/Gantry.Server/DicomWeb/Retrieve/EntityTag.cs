using System.Globalization;
using Gantry.Archive.Index;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>
/// Entity tags (RFC 9110 8.8.3): from the change that last touched each instance, its checksum, and the form in which it is sent. Weak for
/// multipart, whose boundary differs from one response to the next; strong for single parts.
/// </summary>
internal static class EntityTag
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    public static string Of(IEnumerable<StoredInstance> instances, string form, bool isStrong)
    {
        ulong hash = FnvOffset;
        foreach (StoredInstance instance in instances)
        {
            hash = Add(Add(hash, (ulong)instance.ChangeNumber), instance.Crc32);
        }

        foreach (char c in form)
        {
            hash = (hash ^ c) * FnvPrime;
        }

        string tag = hash.ToString("x16", CultureInfo.InvariantCulture);
        return isStrong ? $"\"{tag}\"" : $"W/\"{tag}\"";
    }

    /// <summary>Sets ETag and the caching rules. True when the client has it already (If-None-Match): the response is then 304 and complete.</summary>
    public static bool IsNotModified(HttpContext context, string tag)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ETag = tag;
        // Images of patients: kept by the client only, and asked about each time, so that a deletion or a withdrawn right takes effect.
        headers.CacheControl = "private, no-cache";
        headers.Vary = "Accept, Accept-Encoding";
        foreach (string? given in context.Request.Headers.IfNoneMatch)
        {
            foreach (string member in (given ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (member == "*" || WithoutWeakness(member) == WithoutWeakness(tag))
                {
                    context.Response.StatusCode = StatusCodes.Status304NotModified;
                    return true;
                }
            }
        }

        return false;
    }

    private static string WithoutWeakness(string tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;

    private static ulong Add(ulong hash, ulong value)
    {
        for (int i = 0; i < 8; i++)
        {
            hash = (hash ^ (value >> (8 * i) & 0xFF)) * FnvPrime;
        }

        return hash;
    }
}
