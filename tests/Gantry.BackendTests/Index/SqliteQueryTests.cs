namespace Gantry.BackendTests.Index;

public sealed class SqliteQueryTests : QueryContract
{
    private readonly SqliteIndexUnderTest subject = new();

    protected override IndexUnderTest Subject => subject;

    public override void Dispose()
    {
        subject.Dispose();
        base.Dispose();
    }
}
