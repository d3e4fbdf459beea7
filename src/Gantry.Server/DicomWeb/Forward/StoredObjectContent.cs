using System.IO.Pipelines;
using System.Net;
using Gantry.Archive.Objects;

namespace Gantry.Server.DicomWeb.Forward;

/// <summary>A stored object as the body of a request, read as it is sent.</summary>
internal sealed class StoredObjectContent(IObjectReader objects, ObjectPlace place) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 64 * 1024, leaveOpen: true));
        await objects.CopyToAsync(place, 0, place.Length, writer, CancellationToken.None).ConfigureAwait(false);
        await writer.CompleteAsync().ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = place.Length;
        return true;
    }
}
