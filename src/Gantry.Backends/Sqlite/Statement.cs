using System.Text;
using SQLitePCL;

namespace Gantry.Backends.Sqlite;

/// <summary>A prepared statement with UTF-8 binds. Parameters count from 1, columns from 0. Spans of a row are borrowed until the next step or reset.</summary>
internal sealed class Statement(sqlite3 db, sqlite3_stmt handle) : IDisposable
{
    public Statement Bind(int index, long value)
    {
        SqliteErrors.Check(raw.sqlite3_bind_int64(handle, index, value), db);
        return this;
    }

    public Statement Bind(int index, long? value) => value is { } v ? Bind(index, v) : BindNull(index);

    public Statement Bind(int index, string? value)
    {
        if (value is null)
        {
            return BindNull(index);
        }

        int max = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (max > 512)
        {
            return BindText(index, Encoding.UTF8.GetBytes(value));
        }

        Span<byte> bytes = stackalloc byte[512];
        return BindText(index, bytes[..Encoding.UTF8.GetBytes(value, bytes)]);
    }

    public Statement BindText(int index, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, which SQLite would take for NULL.
        SqliteErrors.Check(utf8.IsEmpty ? raw.sqlite3_bind_text(handle, index, "") : raw.sqlite3_bind_text(handle, index, utf8), db);
        return this;
    }

    public Statement BindBlob(int index, ReadOnlySpan<byte> value)
    {
        SqliteErrors.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value), db);
        return this;
    }

    /// <summary>Binds a UID packed (<see cref="PackedUid"/>).</summary>
    public Statement BindUid(int index, string uid)
    {
        Span<byte> packed = stackalloc byte[PackedUid.MaxBytes];
        return BindBlob(index, packed[..PackedUid.Pack(uid, packed)]);
    }

    public Statement BindNull(int index)
    {
        SqliteErrors.Check(raw.sqlite3_bind_null(handle, index), db);
        return this;
    }

    /// <summary>True while there is a row. A statement that failed is reset before the exception leaves.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            try
            {
                SqliteErrors.Check(raw.sqlite3_extended_errcode(db), db);
                SqliteErrors.Check(code, db);
            }
            finally
            {
                Reset();
            }
        }

        return false;
    }

    /// <summary>Runs to the end and resets, for statements that give no rows.</summary>
    public void Run()
    {
        while (Step())
        {
        }

        Reset();
    }

    /// <summary>The first column of every row, and resets.</summary>
    public List<long> Numbers()
    {
        List<long> numbers = [];
        while (Step())
        {
            numbers.Add(Int64(0));
        }

        Reset();
        return numbers;
    }

    public void Reset() => _ = raw.sqlite3_reset(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int32(int column) => (int)raw.sqlite3_column_int64(handle, column);

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(raw.sqlite3_column_blob(handle, column));

    public void Dispose() => handle.Dispose();
}
