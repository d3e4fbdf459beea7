using System.IO.Pipelines;
using System.Net;
using Gantry.Archive.Corrections;
using Gantry.Archive.Objects;

namespace Gantry.Server.DicomWeb.Forward;

/// <summary>A stored object as the body of a request, read as it is sent.</summary>
/// <param name="objects">The store.</param>
/// <param name="place">The object.</param>
/// <param name="corrected">How it leaves the archive; null for as it is stored.</param>
internal sealed class StoredObjectContent(IObjectReader objects, ObjectPlace place, CorrectedObject? corrected) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 64 * 1024, leaveOpen: true));
        ValueTask copied = corrected is null
            ? objects.CopyToAsync(place, 0, place.Length, writer, CancellationToken.None)
            : corrected.CopyToAsync(objects, 0, corrected.Length, writer, CancellationToken.None);
        await copied.ConfigureAwait(false);
        await writer.CompleteAsync().ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = corrected?.Length ?? place.Length;
        return true;
    }
}
