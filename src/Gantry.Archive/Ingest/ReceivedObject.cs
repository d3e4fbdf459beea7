using System.IO.Pipelines;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Ingest;

/// <summary>An instance that has been received and is not stored, read as stored ones are.</summary>
internal sealed class ReceivedObject(ReceivedBytes received) : IObjectReader
{
    public async ValueTask CopyToAsync(ObjectPlace place, long offset, long length, PipeWriter output, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            Memory<byte> memory = output.GetMemory();
            memory = memory[..(int)Math.Min(memory.Length, length)];
            await ReadAsync(place, offset, memory, cancellationToken).ConfigureAwait(false);
            output.Advance(memory.Length);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            (offset, length) = (offset + memory.Length, length - memory.Length);
        }
    }

    public ValueTask ReadAsync(ObjectPlace place, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (int done = 0; done < buffer.Length;)
        {
            int read = received.Read(offset + done, buffer.Span[done..]);
            done += read > 0 ? read : throw new ObjectStoreException("What was received cannot be read back.", isTransient: true);
        }

        return ValueTask.CompletedTask;
    }
}
