using System.Runtime.InteropServices;

namespace Gantry.CodecBenchmarks;

/// <summary>The functions of native.cpp; each returns the bytes written, or -1.</summary>
internal static unsafe partial class Native
{
    private const string Library = "gantrybench";

    /// <summary>Loads the library that build-native.sh made.</summary>
    public static void Load(string path)
    {
        nint handle = NativeLibrary.Load(path);
        NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, (name, _, _) => name == Library ? handle : 0);
    }

    /// <summary>CPU time of the calling thread.</summary>
    public static double ThreadMilliseconds()
    {
        long* time = stackalloc long[2];
        _ = ClockGetTime(3, time);
        return time[0] * 1000.0 + time[1] / 1e6;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, long* time);

    [LibraryImport(Library, EntryPoint = "openjpeg_decode")]
    public static partial nint OpenJpegDecode(ReadOnlySpan<byte> stream, nint length, Span<byte> samples, nint capacity, int reduce);

    [LibraryImport(Library, EntryPoint = "openjpeg_encode")]
    public static partial nint OpenJpegEncode(ReadOnlySpan<byte> samples, int width, int height, int components, int bits, float ratio, Span<byte> stream, nint capacity);

    [LibraryImport(Library, EntryPoint = "charls_decode")]
    public static partial nint CharLsDecode(ReadOnlySpan<byte> stream, nint length, Span<byte> samples, nint capacity);

    [LibraryImport(Library, EntryPoint = "charls_encode")]
    public static partial nint CharLsEncode(ReadOnlySpan<byte> samples, int width, int height, int components, int bits, int near, Span<byte> stream, nint capacity);

    [LibraryImport(Library, EntryPoint = "turbo_decode")]
    public static partial nint TurboDecode(ReadOnlySpan<byte> stream, nint length, Span<byte> samples, nint capacity);

    [LibraryImport(Library, EntryPoint = "turbo_encode")]
    public static partial nint TurboEncode(ReadOnlySpan<byte> samples, int width, int height, int components, int quality, int halves, Span<byte> stream, nint capacity);

    [LibraryImport(Library, EntryPoint = "dcmtk_open")]
    public static partial nint DcmtkOpen(int kind, ReadOnlySpan<byte> stream, nint length, int width, int height, int components, int bytes, int bits);

    [LibraryImport(Library, EntryPoint = "dcmtk_decode")]
    public static partial nint DcmtkDecode(nint handle, Span<byte> samples, nint capacity);

    [LibraryImport(Library, EntryPoint = "dcmtk_close")]
    public static partial void DcmtkClose(nint handle);

    [LibraryImport(Library, EntryPoint = "dcmtk_encode")]
    public static partial nint DcmtkEncode(int kind, ReadOnlySpan<byte> samples, int width, int height, int components, int bytes, int bits, Span<byte> stream, nint capacity);
}
