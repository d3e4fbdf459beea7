using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Gantry.Server.DicomWeb.Multipart;

/// <summary>Writes a multipart/related body (RFC 2387) into a pipe; the caller writes each part's bytes itself. Nothing is flushed here: parts go out when the pipe is full enough.</summary>
public sealed class MultipartWriter(PipeWriter output, Boundary boundary)
{
    /// <summary>The value of the response's Content-Type.</summary>
    /// <param name="rootType">Media type of the parts, without parameters.</param>
    public string ContentTypeOf(string rootType) => $"multipart/related; type=\"{rootType}\"; boundary={boundary.Value}";

    /// <summary>Bytes that <see cref="End"/> writes.</summary>
    public long LengthOfEnd => boundary.Delimiter.Length + 4;

    /// <summary>Bytes of a part with its headers, as <see cref="BeginPart"/> and a body of that length make it.</summary>
    public long LengthOfPart(string contentType, string? location, long contentLength) =>
        boundary.Delimiter.Length + "\r\nContent-Type: ".Length + contentType.Length
        + (location is null ? 0 : "\r\nContent-Location: ".Length + location.Length)
        + "\r\nContent-Length: ".Length + contentLength.ToString(System.Globalization.CultureInfo.InvariantCulture).Length
        + "\r\n\r\n".Length + contentLength;

    /// <summary>Begins a part; <paramref name="contentLength"/> is told where it is known (PS3.18 8.6.1.2).</summary>
    public void BeginPart(string contentType, string? location, long? contentLength)
    {
        output.Write(boundary.Delimiter);
        Write("\r\nContent-Type: ");
        Write(contentType);
        if (location is not null)
        {
            Write("\r\nContent-Location: ");
            Write(location);
        }

        if (contentLength is { } length)
        {
            Write("\r\nContent-Length: ");
            Write(length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        Write("\r\n\r\n");
    }

    /// <summary>Ends the body.</summary>
    public void End()
    {
        output.Write(boundary.Delimiter);
        Write("--\r\n");
    }

    private void Write(string text) => Encoding.Latin1.GetBytes(text, output);
}
