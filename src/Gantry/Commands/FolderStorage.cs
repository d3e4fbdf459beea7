using System.Buffers;
using Gantry.Dicom.Files;
using Gantry.Network.Dimse;
using Gantry.Network.Services.Storage;

namespace Gantry.Commands;

/// <summary>Writes what comes by C-STORE into files named by their SOP Instance UID. One at a time is written beside its name and renamed when it is whole.</summary>
internal sealed class FolderStorage(string folder) : IStorageScp
{
    private long bytes;
    private int written;

    public int Written => written;

    public long Bytes => bytes;

    public StorageSink Open(StoreRequest request)
    {
        Directory.CreateDirectory(folder);
        return new Sink(this, Path.Combine(folder, request.SopInstanceUid + ".dcm"), new FileMeta(request.SopClassUid, request.SopInstanceUid, request.Syntax.Uid, request.CallingAe));
    }

    private sealed class Sink : StorageSink
    {
        private readonly FolderStorage owner;
        private readonly string path;
        private readonly FileStream file;

        public Sink(FolderStorage owner, string path, FileMeta meta)
        {
            this.owner = owner;
            this.path = path;
            file = new FileStream(path + ".part", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            ArrayBufferWriter<byte> start = new();
            meta.Write(start);
            file.Write(start.WrittenSpan);
        }

        public override async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
        {
            foreach (ReadOnlyMemory<byte> piece in bytes)
            {
                await file.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            }

            Interlocked.Add(ref owner.bytes, bytes.Length);
        }

        public override async ValueTask<StoreResult> CompleteAsync(CancellationToken cancellationToken)
        {
            await file.DisposeAsync().ConfigureAwait(false);
            File.Move(path + ".part", path, overwrite: true);
            Interlocked.Increment(ref owner.written);
            return new StoreResult(DimseStatus.Success);
        }

        public override async ValueTask DisposeAsync()
        {
            await file.DisposeAsync().ConfigureAwait(false);
            File.Delete(path + ".part");
        }
    }
}
