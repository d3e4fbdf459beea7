using System.Buffers;
using System.IO.Compression;
using System.Text;
using Gantry.Archive.Metadata;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>
/// Writes what stands between the brackets of a series' metadata record (an array of DICOM JSON objects), inflated piece by piece, with the BulkDataURIs
/// made absolute: they are relative to the series in the record.
/// </summary>
internal sealed class SeriesRecordStream(string seriesAddress)
{
    private const int BufferBytes = 128 * 1024;

    // A quotation mark within a string is always escaped, so these bytes are a member's name and the start of its value, never content.
    private static readonly byte[] Relative = "\"BulkDataURI\":\"instances/"u8.ToArray();
    private readonly byte[] absolute = Encoding.UTF8.GetBytes($"\"BulkDataURI\":\"{seriesAddress}/instances/");

    public async ValueTask CopyAsync(SeriesMetadataRecord record, Stream output, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using GZipStream inflated = Open(record);
            _ = inflated.ReadByte();
            long left = record.JsonLength - 2;
            int held = 0;
            while (left > 0 || held > 0)
            {
                int read = left == 0 ? 0 : await inflated.ReadAsync(buffer.AsMemory(held, (int)Math.Min(left, buffer.Length - held)), cancellationToken).ConfigureAwait(false);
                left = read == 0 ? 0 : left - read;
                held += read;
                int done = await RewriteAsync(buffer.AsMemory(0, held), isLast: left == 0, output, cancellationToken).ConfigureAwait(false);
                buffer.AsSpan(done, held - done).CopyTo(buffer);
                held -= done;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The record's bytes, inflated.</summary>
    public static GZipStream Open(SeriesMetadataRecord record)
    {
        ArraySegment<byte> bytes = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(record.GzipJson, out ArraySegment<byte> array) ? array : record.GzipJson.ToArray();
        return new GZipStream(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), CompressionMode.Decompress);
    }

    /// <summary>Writes what can be written; what may be the start of a name that goes on in the next piece is left. Returns how much was taken.</summary>
    private async ValueTask<int> RewriteAsync(ReadOnlyMemory<byte> bytes, bool isLast, Stream output, CancellationToken cancellationToken)
    {
        int from = 0;
        while (true)
        {
            int at = bytes.Span[from..].IndexOf(Relative);
            if (at < 0)
            {
                int end = isLast ? bytes.Length : Math.Max(from, bytes.Length - Relative.Length + 1);
                await output.WriteAsync(bytes[from..end], cancellationToken).ConfigureAwait(false);
                return end;
            }

            await output.WriteAsync(bytes.Slice(from, at), cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(absolute, cancellationToken).ConfigureAwait(false);
            from += at + Relative.Length;
        }
    }
}
