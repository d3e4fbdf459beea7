using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Backends.FileSystem;

/// <summary>
/// Begins a write in the kernel and goes on at once (Linux's native asynchronous I/O), so that who writes has the disk's time for something else without a second thread.
/// One write is under way at a time. The sync is left to the caller: asked for with the write, it costs the kernel a thread of its own and more time than it saves.
/// </summary>
internal sealed unsafe partial class DirectWriter : IDisposable
{
    private const int MaxPieces = 1024;
    private const ushort WriteVector = 8;
    private const int Interrupted = 4;

    private readonly (nint Setup, nint Destroy, nint Events, nint Submit) calls;
    private readonly nint context;
    private readonly Request* request;
    private readonly Vector* vectors;
    private readonly List<MemoryHandle> pins = [];
    private long expected;

    private DirectWriter((nint Setup, nint Destroy, nint Events, nint Submit) calls, nint context)
    {
        (this.calls, this.context) = (calls, context);
        request = (Request*)NativeMemory.AllocZeroed((nuint)sizeof(Request));
        vectors = (Vector*)NativeMemory.Alloc(MaxPieces, (nuint)sizeof(Vector));
    }

    public bool IsBusy { get; private set; }

    /// <summary>Null where the system has no such thing, or none left to give.</summary>
    public static DirectWriter? TryCreate()
    {
        (nint Setup, nint Destroy, nint Events, nint Submit) calls = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => (206, 207, 208, 209),
            Architecture.Arm64 => (0, 1, 4, 2),
            _ => (-1, -1, -1, -1),
        };
        nint context = 0;
        return OperatingSystem.IsLinux() && calls.Submit >= 0 && syscall(calls.Setup, 1, (nint)(&context), 0, 0, 0) == 0 ? new DirectWriter(calls, context) : null;
    }

    /// <summary>Begins to write the pieces. False, with nothing begun, when it cannot. The pieces stay as they are until <see cref="End"/>.</summary>
    /// <param name="file">Opened for writes past the cache; offset and pieces are aligned for it.</param>
    public bool TryBegin(SafeFileHandle file, long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        if (IsBusy || pieces.Count is 0 or > MaxPieces)
        {
            return false;
        }

        expected = 0;
        for (int i = 0; i < pieces.Count; i++)
        {
            MemoryHandle pin = pieces[i].Pin();
            pins.Add(pin);
            vectors[i] = new Vector { Base = pin.Pointer, Length = (nuint)pieces[i].Length };
            expected += pieces[i].Length;
        }

        *request = new Request { Operation = WriteVector, File = (uint)file.DangerousGetHandle(), Buffer = (ulong)vectors, Count = (ulong)pieces.Count, Offset = offset };
        Request* first = request;
        IsBusy = syscall(calls.Submit, context, 1, (nint)(&first), 0, 0) == 1;
        if (!IsBusy)
        {
            Unpin();
        }

        return IsBusy;
    }

    /// <summary>Waits for what was begun; false when not all of it was written: it is to be written again.</summary>
    public bool End()
    {
        if (!IsBusy)
        {
            return true;
        }

        Completion completion = default;
        nint taken;
        do
        {
            taken = syscall(calls.Events, context, 1, 1, (nint)(&completion), 0);
        }
        while (taken < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        // Without an answer the kernel may still be reading the pieces: only the process's end is safe then.
        if (taken != 1)
        {
            Environment.FailFast("The kernel does not tell how a write ended.");
        }

        IsBusy = false;
        Unpin();
        return completion.Result == expected;
    }

    public void Dispose()
    {
        _ = End();
        _ = syscall(calls.Destroy, context, 0, 0, 0, 0);
        NativeMemory.Free(request);
        NativeMemory.Free(vectors);
    }

    private void Unpin()
    {
        foreach (MemoryHandle pin in pins)
        {
            pin.Dispose();
        }

        pins.Clear();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint first, nint second, nint third, nint fourth, nint fifth);

    /// <summary>struct iocb of linux/aio_abi.h, little-endian.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Request
    {
        public ulong Data;
        public uint Key;
        public uint Flags;
        public ushort Operation;
        public short Priority;
        public uint File;
        public ulong Buffer;
        public ulong Count;
        public long Offset;
        public ulong Reserved;
        public uint EventFlags;
        public uint EventFile;
    }

    /// <summary>struct io_event.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Completion
    {
        public ulong Data;
        public ulong Request;
        public long Result;
        public long Second;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Vector
    {
        public void* Base;
        public nuint Length;
    }
}
