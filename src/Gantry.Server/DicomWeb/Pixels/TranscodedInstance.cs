using System.IO.Pipelines;

namespace Gantry.Server.DicomWeb.Pixels;

/// <summary>A PS3.10 file that was made for one answer: in memory, or in a temporary file that vanishes with it.</summary>
internal sealed class TranscodedInstance(ReadOnlyMemory<byte> bytes, FileStream? file) : IAsyncDisposable
{
    public long Length => file?.Length ?? bytes.Length;

    public async ValueTask CopyToAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            await output.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            return;
        }

        file.Position = 0;
        await file.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => file?.DisposeAsync() ?? default;
}
