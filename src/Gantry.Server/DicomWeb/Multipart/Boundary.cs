using System.Text;

namespace Gantry.Server.DicomWeb.Multipart;

/// <summary>A multipart boundary (RFC 2046 5.1.1): 1 to 70 characters, and the delimiter that it makes on the wire.</summary>
public sealed class Boundary
{
    private const string Punctuation = "'()+_,-./:=? ";

    private Boundary(string value)
    {
        Value = value;
        Delimiter = Encoding.ASCII.GetBytes("\r\n--" + value);
    }

    public string Value { get; }

    /// <summary>CR LF, two hyphens and the boundary.</summary>
    public byte[] Delimiter { get; }

    /// <summary>A boundary for a body of our own; 122 random bits, so that no part holds it.</summary>
    public static Boundary New() => new("gantry-" + Guid.NewGuid().ToString("N"));

    /// <summary>Takes the value of a <c>boundary</c> parameter. Lenient: a few more punctuation characters than bchars occur in real clients' boundaries, RFC 2046 5.1.1.</summary>
    public static bool TryParse(string? text, out Boundary? boundary)
    {
        boundary = null;
        if (text is null or { Length: 0 or > 70 } || text[^1] == ' ')
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !Punctuation.Contains(c) && c is not ('*' or '&' or '%' or '$' or '#' or '!' or '~' or '^' or '|' or '@' or '{' or '}'))
            {
                return false;
            }
        }

        boundary = new Boundary(text);
        return true;
    }
}
