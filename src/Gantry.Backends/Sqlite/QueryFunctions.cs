using System.Text;
using SQLitePCL;

namespace Gantry.Backends.Sqlite;

/// <summary>Functions that read connections add to SQL.</summary>
internal static class QueryFunctions
{
    /// <summary><c>bag_value(bag, code)</c>: the text of an attribute in a bag, or NULL.</summary>
    public static void AddTo(Connection connection) => connection.AddFunction("bag_value", 2, (context, _, arguments) =>
    {
        ReadOnlySpan<byte> bag = raw.sqlite3_value_blob(arguments[0]);
        int code = raw.sqlite3_value_int(arguments[1]);
        while (AttributeBag.TryNext(ref bag, out byte found, out ReadOnlySpan<byte> text))
        {
            if (found == code)
            {
                raw.sqlite3_result_text(context, Encoding.UTF8.GetString(text));
                return;
            }
        }

        raw.sqlite3_result_null(context);
    });
}
