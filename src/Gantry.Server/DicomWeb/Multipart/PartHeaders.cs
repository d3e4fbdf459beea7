using System.Text;

namespace Gantry.Server.DicomWeb.Multipart;

/// <summary>The header fields of one part (RFC 2046 5.1); names in any case, a repeated field keeps its first value.</summary>
public sealed class PartHeaders
{
    private readonly Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);

    public string? ContentType => fields.GetValueOrDefault("Content-Type");

    public string? ContentLocation => fields.GetValueOrDefault("Content-Location");

    public string? this[string name] => fields.GetValueOrDefault(name);

    /// <summary>Reads lines <c>name: value</c>; a line that begins with white space continues the one before (RFC 822 folding). Lines without a colon make it malformed.</summary>
    internal static PartHeaders? Parse(ReadOnlySpan<byte> block)
    {
        PartHeaders headers = new();
        string? name = null;
        foreach (Range range in block.Split("\r\n"u8))
        {
            ReadOnlySpan<byte> line = block[range];
            if (line.IsEmpty)
            {
                continue;
            }

            if (line[0] is (byte)' ' or (byte)'\t')
            {
                if (name is null)
                {
                    return null;
                }

                headers.fields[name] += " " + Encoding.Latin1.GetString(line).Trim();
                continue;
            }

            int colon = line.IndexOf((byte)':');
            if (colon <= 0)
            {
                return null;
            }

            name = Encoding.Latin1.GetString(line[..colon]).Trim();
            headers.fields.TryAdd(name, Encoding.Latin1.GetString(line[(colon + 1)..]).Trim());
        }

        return headers;
    }
}
