using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gantry.Server.Web.Files;

/// <summary>One file of the built workstation: read when first asked, compressed once, kept for good. Names under assets/ carry a hash of their content and never change.</summary>
internal sealed class WorkstationFile(string path, bool isHashed)
{
    private const int SmallestToCompress = 1024;

    private readonly Lazy<Content> content = new(() => Content.Read(path));

    public async Task SendAsync(HttpContext context)
    {
        Content file = content.Value;
        IHeaderDictionary headers = context.Response.Headers;
        headers.ETag = file.ETag;
        headers.CacheControl = isHashed ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(file.ETag, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        string accepted = context.Request.Headers.AcceptEncoding.ToString();
        (byte[] bytes, string? coding) = (file.Brotli, file.Gzip) switch
        {
            ({ } brotli, _) when accepted.Contains("br", StringComparison.Ordinal) => (brotli, "br"),
            (_, { } gzip) when accepted.Contains("gzip", StringComparison.Ordinal) => (gzip, "gzip"),
            _ => (file.Plain, null),
        };
        if (coding is not null)
        {
            headers.ContentEncoding = coding;
        }

        context.Response.ContentType = TypeOf(path);
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" => "application/json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".wasm" => "application/wasm",
        ".woff2" => "font/woff2",
        _ => "application/octet-stream",
    };

    private sealed record Content(byte[] Plain, byte[]? Brotli, byte[]? Gzip, string ETag)
    {
        public static Content Read(string path)
        {
            byte[] plain = File.ReadAllBytes(path);
            bool packs = plain.Length >= SmallestToCompress && Path.GetExtension(path) is not (".png" or ".woff2" or ".ico");
            return new Content(
                plain,
                packs ? Pack(plain, s => new BrotliStream(s, new BrotliCompressionOptions { Quality = 8 })) : null,
                packs ? Pack(plain, s => new GZipStream(s, CompressionLevel.SmallestSize)) : null,
                $"\"{Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 12))}\"");
        }

        private static byte[] Pack(byte[] plain, Func<Stream, Stream> coder)
        {
            using var packed = new MemoryStream();
            using (Stream stream = coder(packed))
            {
                stream.Write(plain);
            }

            return packed.ToArray();
        }
    }
}
