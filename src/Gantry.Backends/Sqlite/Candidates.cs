using Gantry.Archive.Query;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>The matches of a plan in its order, read one at a time within one snapshot.</summary>
internal sealed class Candidates : IDisposable
{
    private readonly Connection db;
    private readonly QueryPlan plan;
    private readonly QueryRow row;
    private readonly Statement ids;
    private readonly bool coversTerms;

    public Candidates(Connection db, QueryPlan plan)
    {
        this.db = db;
        this.plan = plan;
        row = new QueryRow(db, plan.Scope);
        Value = plan.Zone is { } zone ? new ZonedValues(row.Value, zone).Value : row.Value;
        db.Prepare("BEGIN").Run();
        try
        {
            Driver driver = Choose();
            coversTerms = driver.CoversTerms && plan.Scope is null;
            SkipsOffset = plan.Keys.Count == 0 && plan.Scope is null && (plan.Terms.Count == 0 || coversTerms);
            string columns = plan.Level switch
            {
                QueryLevel.Patient => "p.id",
                QueryLevel.Study => "s.id",
                QueryLevel.Series => "s.id, e.id",
                _ => "s.id, e.id, i.id",
            };
            string where = driver.Where.Length == 0 ? "" : " WHERE " + driver.Where;
            string page = SkipsOffset ? $" LIMIT {driver.Parameters.Add(plan.Limit + 1L)} OFFSET {driver.Parameters.Add((long)plan.Offset)}" : "";
            ids = driver.Parameters.BindTo(db.Prepare($"SELECT {columns} FROM {driver.Source}{where} ORDER BY {QueryOrderSql.Of(plan, driver)}{page}"));
        }
        catch
        {
            db.Prepare("COMMIT").Run();
            throw;
        }
    }

    /// <summary>The offset was already passed over in the index.</summary>
    public bool SkipsOffset { get; }

    /// <summary>Attributes of the current match.</summary>
    public Func<DicomTag, string?> Value { get; }

    public bool MoveNext(CancellationToken cancellationToken)
    {
        while (ids.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Load();
            if (RowMatch.Matches(plan.Keys, Value) && row.IsInScope(plan.Level) && (coversTerms || RowMatch.MatchesTerms(plan.Terms, Value, row.Modalities)))
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        ids.Reset();
        db.Prepare("COMMIT").Run();
    }

    private void Load()
    {
        if (plan.Level == QueryLevel.Patient)
        {
            row.LoadPatient(ids.Int64(0));
            return;
        }

        row.LoadStudy(ids.Int64(0));
        if (plan.Level >= QueryLevel.Series)
        {
            row.LoadSeries(ids.Int64(1));
        }

        if (plan.Level == QueryLevel.Instance)
        {
            row.LoadInstance(ids.Int64(2));
        }
    }

    private Driver Choose()
    {
        List<Driver> drivers = Drivers.Of(plan);
        if (drivers.Find(d => d.IsUnique) is { } unique)
        {
            return unique;
        }

        // One way in beside the way over everything: words find newest first by themselves, so there is nothing to choose.
        if (drivers is [{ CoversTerms: true } words, { Probe: null }])
        {
            return words;
        }

        Driver best = drivers[^1];
        long fewest = Drivers.ProbeLimit;
        foreach (Driver driver in drivers.Where(d => d.Probe is not null).OrderBy(d => d.IsSlowToProbe))
        {
            if (driver.IsSlowToProbe && fewest <= Drivers.FewEnough)
            {
                break;
            }

            Statement probe = driver.Parameters.BindTo(db.Prepare(driver.Probe!));
            probe.Step();
            long count = probe.Int64(0);
            probe.Reset();

            // Of two that go past the limit, one that gives the order asked for by its own index is the better.
            if (count < fewest || (count == Drivers.ProbeLimit && best == drivers[^1] && driver.NewestFirst is not null))
            {
                fewest = Math.Min(fewest, count);
                best = driver;
            }
        }

        return best;
    }
}
