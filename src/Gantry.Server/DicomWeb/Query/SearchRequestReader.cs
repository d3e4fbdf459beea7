using System.Globalization;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gantry.Server.DicomWeb.Query;

/// <summary>Reads a search's query string (PS3.18 8.3.4 and 10.6.1.2) into the archive's question. Every error names the parameter and what it should be.</summary>
internal sealed class SearchRequestReader
{
    private const int MaxKeys = 100;
    private readonly List<QueryKey> keys = [];
    private readonly HashSet<DicomTag> included;
    private readonly List<QueryOrder> order = [];
    private readonly DicomWebOptions options;
    private KeyReading reading;
    private bool includesAll;
    private int limit;
    private int offset;
    private string? error;

    private SearchRequestReader(QueryLevel level, ResourcePath path, DicomWebOptions options)
    {
        this.options = options;
        limit = options.DefaultSearchResults;
        included = [.. SearchAttributes.ToInclude(level, path)];
        if (path.Study is { } study)
        {
            keys.Add(new QueryKey(Tags.StudyInstanceUID, new KeyMatch.AnyOf([study.Value])));
        }

        if (path.Series is { } series)
        {
            keys.Add(new QueryKey(Tags.SeriesInstanceUID, new KeyMatch.AnyOf([series.Value])));
        }
    }

    /// <summary>Null and a problem when the query string cannot be understood.</summary>
    public static SearchRequest? Read(IEnumerable<KeyValuePair<string, StringValues>> query, QueryLevel level, ResourcePath path, DicomWebOptions options, out Problem? problem)
    {
        SearchRequestReader reader = new(level, path, options);
        List<KeyValuePair<string, StringValues>> parameters = [.. query];
        // How keys are matched may be said behind them.
        foreach ((string name, StringValues values) in parameters)
        {
            reader.ReadMatching(name, values);
        }

        foreach ((string name, StringValues values) in parameters)
        {
            reader.ReadParameter(name, values);
        }

        problem = reader.error is null ? null : Problem.BadRequest(reader.error);
        if (problem is not null)
        {
            return null;
        }

        QueryRequest request = new()
        {
            Level = level,
            Keys = reader.keys,
            Include = [.. reader.included],
            IncludeAll = reader.includesAll,
            Order = reader.order,
            Offset = reader.offset,
            Limit = reader.limit,
        };
        return new SearchRequest(request, [.. SearchAttributes.Required(level, path)]);
    }

    private static bool Is(string name, string parameter) => string.Equals(name, parameter, StringComparison.OrdinalIgnoreCase);

    private void ReadParameter(string name, StringValues values)
    {
        switch (name.ToLowerInvariant())
        {
            case "limit":
                // A page cut to the server's maximum says so by the Warning header that tells of further results.
                limit = Math.Min(ReadCount(name, values), options.MaxSearchResults);
                break;
            case "offset":
                offset = ReadCount(name, values);
                break;
            case "includefield":
                ReadIncludes(values);
                break;
            case "orderby":
                ReadOrder(values);
                break;
            case "fuzzymatching" or "emptyvaluematching" or "multiplevaluematching" or "accept" or "charset":
                break;
            default:
                ReadKey(name, values);
                break;
        }
    }

    private void ReadMatching(string name, StringValues values)
    {
        reading = name.ToLowerInvariant() switch
        {
            "fuzzymatching" => reading with { IsFuzzy = ReadFlag(name, values) },
            "emptyvaluematching" => reading with { TakesEmpty = ReadFlag(name, values) },
            "multiplevaluematching" => reading with { TakesSeveral = ReadFlag(name, values) },
            _ => reading,
        };
    }

    private void ReadKey(string name, StringValues values)
    {
        if (AttributePath.Parse(name) is not { } tags)
        {
            error ??= $"'{name}' is neither a query parameter of a search nor an attribute's keyword, tag or path.";
            return;
        }

        if (keys.Count >= MaxKeys)
        {
            error ??= $"There are more than {MaxKeys} keys.";
            return;
        }

        DicomTag tag = tags[^1];
        Vr vr = DicomDictionary.VrOf(tag);
        // Lenient: several values may also come as a repeated parameter, PS3.18 8.3.4.1.
        if (values.Count > 1 && vr != Vr.UI && !reading.TakesSeveral)
        {
            error ??= $"'{name}' stands more than once.";
            return;
        }

        included.Add(tags[0]);
        string text = string.Join(',', values.ToArray());
        KeyMatch? match = KeyValueReader.Read(text, vr, reading, out string expected);
        if (expected.Length > 0)
        {
            error ??= $"The value '{text}' of {name} is not {expected}.";
        }
        else if (match is not null)
        {
            QueryKey key = new(tag, match);
            for (int i = tags.Count - 2; i >= 0; i--)
            {
                key = new QueryKey(tags[i], new KeyMatch.Item([key]));
            }

            keys.Add(key);
        }
    }

    private void ReadIncludes(StringValues values)
    {
        foreach (string name in Members(values))
        {
            if (Is(name, "all"))
            {
                includesAll = true;
            }
            else if (AttributePath.Parse(name) is { } tags)
            {
                included.Add(tags[0]);
            }
            else
            {
                error ??= $"includefield names '{name}', which is neither 'all' nor an attribute's keyword, tag or path.";
            }
        }
    }

    private void ReadOrder(StringValues values)
    {
        foreach (string member in Members(values))
        {
            bool isDescending = member[0] == '-';
            if (AttributePath.Parse(member.TrimStart('-', '+', ' ')) is [DicomTag tag])
            {
                order.Add(new QueryOrder(tag, isDescending));
            }
            else
            {
                error ??= $"orderby names '{member}', which is not an attribute's keyword or tag, with '-' before it for descending order.";
            }
        }
    }

    private static IEnumerable<string> Members(StringValues values) =>
        values.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private bool ReadFlag(string name, StringValues values)
    {
        if (values.Count == 1 && bool.TryParse(values[0], out bool flag))
        {
            return flag;
        }

        error ??= $"{name} is '{values}' rather than true or false.";
        return false;
    }

    private int ReadCount(string name, StringValues values)
    {
        if (values.Count == 1 && int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return count;
        }

        error ??= $"{name} is '{values}' rather than a number from 0 to {int.MaxValue}.";
        return 0;
    }
}
