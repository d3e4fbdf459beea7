using System.Text;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb;

/// <summary>Warning headers with code 299 (PS3.18 8.9.3, RFC 7234 5.5).</summary>
internal static class WarningHeader
{
    private const int MaxTextLength = 400;

    /// <summary>Adds a warning; characters that a header cannot carry become '?'.</summary>
    public static void Append(HttpResponse response, string text)
    {
        StringBuilder value = new("299 gantry \"");
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, MaxTextLength)))
        {
            value.Append(c switch
            {
                '"' => "'",
                '\\' => "/",
                < ' ' or > '~' => "?",
                _ => c.ToString(),
            });
        }

        response.Headers.Append("Warning", value.Append('"').ToString());
    }
}
