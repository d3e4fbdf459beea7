using System.Net.Http.Headers;
using System.Text;

namespace Gantry.SystemTests.DicomWeb;

/// <summary>One part of a multipart response, split here by the plainest means: not by the code under test.</summary>
internal sealed record Part(string Headers, byte[] Body)
{
    public static async Task<List<Part>> ReadAsync(HttpResponseMessage response)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        string boundary = response.Content.Headers.ContentType!.Parameters.Single(p => p.Name == "boundary").Value!.Trim('"');
        // Latin-1 maps every byte to one character and back.
        string[] pieces = Encoding.Latin1.GetString(body).Split("\r\n--" + boundary);
        return [.. pieces[1..^1].Select(piece =>
        {
            int end = piece.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            return new Part(piece[..end], Encoding.Latin1.GetBytes(piece[(end + 4)..]));
        })];
    }

    /// <summary>A STOW-RS body of PS3.10 files.</summary>
    public static MultipartContent Pack(params byte[][] files)
    {
        MultipartContent content = new("related", "stow-" + Guid.NewGuid().ToString("N"));
        content.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("type", "\"application/dicom\""));
        foreach (byte[] file in files)
        {
            ByteArrayContent part = new(file);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
            content.Add(part);
        }

        return content;
    }
}
